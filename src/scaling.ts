import { LacunaError } from './errors.js';
import type { ParsedOptions } from './options/schema.js';
import type { Problem } from './problem.js';

/** scaled = (x − offset)/range, x = offset + range·scaled. */
export interface Scaling {
  readonly offset: number;
  readonly range: number;
}

/** The option `scale`. */
export type Scale = NonNullable<ParsedOptions['scale']>;

const largestFloat32 = 3.4028234663852886e38;

/**
 * The map that training sees the values through: 'observed' takes the observed minimum to 0 and the
 * maximum to 1, [low, high] takes low to 0 and high to 1, 'none' leaves values as they are.
 *
 * @throws {LacunaError} `LACUNA_INVALID_INPUT` for values that the engine's float32 cannot hold
 */
export function scalingOf(
  { low, high }: Pick<Problem, 'low' | 'high'>,
  scale: Scale = 'observed',
): Scaling {
  const scaling = mapOf(scale, low, high);
  if (!Number.isFinite(scaling.range)) {
    throw unscalable('a finite range of observed values for input', scaling.range);
  }
  const tooLarge = [low, high].find(
    (value) => !(Math.abs(toScaled(value, scaling)) <= largestFloat32),
  );
  if (tooLarge === undefined) return scaling;
  const name = typeof scale === 'string' ? `'${scale}'` : `[${scale.join(', ')}]`;
  throw unscalable(`values within ±${largestFloat32} once scaled, with scale ${name}`, tooLarge);
}

function mapOf(scale: Scale, low: number, high: number): Scaling {
  if (scale === 'none') return { offset: 0, range: 1 };
  const [bottom, top] = scale === 'observed' ? [low, high] : scale;
  return { offset: bottom, range: top - bottom };
}

/** The problem's values as training sees them, row-major; 0 where missing. */
export function scaleValues({ values, mask }: Problem, scaling: Scaling): Float32Array {
  const scaled = new Float32Array(values.length);
  for (let k = 0; k < scaled.length; k++) {
    if (mask[k]) scaled[k] = toScaled(values[k] as number, scaling);
  }
  return scaled;
}

export function toScaled(value: number, { offset, range }: Scaling): number {
  return (value - offset) / range;
}

export function unscale(value: number, { offset, range }: Scaling): number {
  return offset + range * value;
}

function unscalable(what: string, value: number): LacunaError {
  return new LacunaError('LACUNA_INVALID_INPUT', `Expected ${what} but received ${value}`);
}
