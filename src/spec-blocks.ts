import { invalidOption } from './errors.js';
import type { Shape } from './matrix.js';
import type { BlockStarts, SchattenBlocks } from './methods/method.js';
import type { NativeBlockStarts, NativeSchattenBlocks, NativeStart } from './native/addon.js';
import type { Start } from './options/schema.js';

/** Makes a start for matrices of those shapes; `option` is its name for messages. */
export type StartMaker = (start: Start, shapes: readonly Shape[], option: string) => NativeStart;

/**
 * The blocks of DLRL as the engine takes them.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for another number of exponents than blocks, or given
 * matrices of a wrong shape
 */
export function nativeBlocks(
  part: SchattenBlocks,
  { rows, cols }: Shape,
  nativeStart: StartMaker,
): NativeSchattenBlocks {
  const { widths, power, ridge, eta, refresh, weights, centring } = part;
  const heights = [rows, ...widths];
  const shapes = heights.map((height, i) => ({ rows: height, cols: heights[i + 1] ?? cols }));
  const startsOf = ({ ends, middle }: BlockStarts, option: string): NativeBlockStarts => ({
    ends: nativeStart(ends, [shapes[0] as Shape, shapes.at(-1) as Shape], `${option}.ends`),
    // The scale is that of each matrix here, not that of their product.
    middle:
      middle.type === 'identity'
        ? middle
        : nativeStart(middle, shapes.slice(1, -1), `${option}.middle`),
  });
  const inputs = startsOf(part.inputs, 'representation.inputs');
  return {
    type: part.type,
    widths,
    exponents: exponentsOf(part, shapes.length),
    power,
    ridge,
    eta,
    inputs,
    matched: weights === 'matched',
    weights: weights === 'matched' ? inputs : startsOf(weights, 'representation.weights'),
    refresh,
    centred: centring !== 'none',
    ...(centring === 'none' ? { damping: 0, level: 0 } : centring),
  };
}

function exponentsOf({ exponent }: SchattenBlocks, count: number): number[] {
  if (typeof exponent === 'number') return Array<number>(count).fill(exponent);
  if (exponent.length === count) return [...exponent];
  throw invalidOption(
    `as many exponents as blocks (${count})`,
    'representation.exponent',
    exponent,
  );
}
