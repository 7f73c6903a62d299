import type { Shape } from '../matrix.js';
import {
  type ColourScale,
  colourScale,
  mapped,
  rangeOf,
  type ScaleKind,
  scaleBar,
} from './colours.js';
import type { Markup } from './markup.js';
import { type Limits, type Packing, type Paint, pictureLimits } from './raster.js';
import type { RunView } from './run-view.js';

/** How values become points of colour: samples as they are, others by a scale. */
export interface Look {
  readonly paint: Paint;
  readonly packing: Packing;
  /** How large what is shown may be, where no side has more points than `most`. */
  readonly limits: (shape: Shape, most: number) => Limits;
  /** The scale; pictures need none. */
  readonly bar?: Markup;
  /** Class of what shows through where entries are missing. */
  readonly holes: string;
}

/** How values of that run are shown. */
export async function lookOf(view: RunView): Promise<Look> {
  const { full, given, truth, mask, completed } = view;
  if (full !== undefined) return pictureLook(given.length, full);
  const observed = Float64Array.from(given[0] as ArrayLike<number>).filter((_, k) => mask[k] === 1);
  return scaleLook('values', rangeOf(observed, ...(truth ?? [])), rangeOf(...completed));
}

function pictureLook(channels: number, full: number): Look {
  const paint: Paint = ({ planes }, point) =>
    planes.slice(0, channels).map((plane) => ((plane[point] as number) * 255) / full);
  return { paint, packing: 'full', limits: pictureLimits, holes: 'holes-picture' };
}

/**
 * Values by a scale of colours.
 *
 * @param met least and greatest of the values that are shown, where the range does not hold them all
 */
export async function scaleLook(
  kind: ScaleKind,
  range: readonly [number, number],
  met: readonly [number, number] = range,
): Promise<Look> {
  const scale = await colourScale(kind, range);
  const bar = await scaleBar(scale, { below: met[0] < scale.low, beyond: met[1] > scale.high });
  return { ...mapLook(scale), bar };
}

/** The same without the scale itself. */
export function mapLook(scale: ColourScale): Omit<Look, 'bar'> {
  return {
    paint: mapped(scale),
    packing: { colours: scale.colours.length + 1 },
    limits: (_, most) => ({ rows: most, cols: most }),
    holes: 'holes-map',
  };
}
