import { loadSharp } from '../image/load-sharp.js';
import type { Shape } from '../matrix.js';

/** What is to be seen of a matrix or of a picture's channels, row-major; of what is hidden nothing. */
export interface Planes extends Shape {
  readonly planes: readonly ArrayLike<number>[];
  /** 1 shown, 0 hidden; left out, all is shown. */
  readonly mask?: ArrayLike<number> | undefined;
}

/** The same, small enough for a page. */
export interface Raster extends Shape {
  readonly planes: readonly Float64Array[];
  /** Share of the entries behind each point that is shown; left out where all are. */
  readonly shown?: Float64Array;
  /** Rows and columns of the original behind each point. */
  readonly block: Shape;
}

/** Most points of a side. */
export interface Limits extends Shape {}

/** Pictures keep their proportions. */
export function pictureLimits({ rows, cols }: Shape, most: number): Limits {
  const factor = Math.max(1, Math.ceil(Math.max(rows, cols) / most));
  return { rows: Math.ceil(rows / factor), cols: Math.ceil(cols / factor) };
}

/** Means over blocks of equal size of the entries that are shown; blocks at the far ends may be smaller. */
export function shrunk({ rows, cols, planes, mask }: Planes, limits: Limits): Raster {
  const block = { rows: Math.ceil(rows / limits.rows), cols: Math.ceil(cols / limits.cols) };
  const shape = { rows: Math.ceil(rows / block.rows), cols: Math.ceil(cols / block.cols) };
  const blockOf = (k: number) =>
    Math.floor(Math.floor(k / cols) / block.rows) * shape.cols +
    Math.floor((k % cols) / block.cols);
  const points = shape.rows * shape.cols;
  const all = new Float64Array(points);
  const counts = new Float64Array(points);
  const sums = planes.map(() => new Float64Array(points));
  for (let k = 0; k < rows * cols; k++) {
    const point = blockOf(k);
    all[point] = (all[point] as number) + 1;
    if (mask && !mask[k]) continue;
    counts[point] = (counts[point] as number) + 1;
    for (const [i, sum] of sums.entries()) {
      sum[point] = (sum[point] as number) + (planes[i]?.[k] as number);
    }
  }
  return {
    ...shape,
    block,
    planes: sums.map((sum) =>
      sum.map((total, p) => (counts[p] ? total / (counts[p] as number) : 0)),
    ),
    ...(mask && { shown: counts.map((count, p) => count / (all[p] as number)) }),
  };
}

/** Red, green and blue, or one grey, from 0 to 255. */
export type Paint = (raster: Raster, point: number) => readonly number[];

/** How a PNG is packed: with every colour, or with a palette of the few that were used. */
export type Packing = 'full' | { readonly colours: number };

/** A PNG as a `data:` address; points are as opaque as the share that is shown. */
export async function pngOf(raster: Raster, paint: Paint, packing: Packing): Promise<string> {
  const { rows, cols, shown } = raster;
  const depth = paint(raster, 0).length;
  const channels = depth + (shown ? 1 : 0);
  const samples = new Uint8Array(rows * cols * channels);
  for (let point = 0; point < rows * cols; point++) {
    const colour = paint(raster, point);
    colour.forEach((value, i) => {
      samples[point * channels + i] = clampedByte(value);
    });
    if (shown) samples[point * channels + depth] = Math.round(255 * (shown[point] as number));
  }
  const sharp = await loadSharp();
  const raw = { width: cols, height: rows, channels: channels as 1 | 2 | 3 | 4 };
  // Filters shorten smooth pictures; holes and palettes are not smooth.
  const adaptiveFiltering = packing === 'full' && !shown;
  const palette = packing === 'full' ? {} : { palette: true, dither: 0, ...packing };
  const png = await sharp(samples, { raw, limitInputPixels: false })
    .toColourspace(depth === 1 ? 'b-w' : 'srgb')
    .png({ compressionLevel: 9, adaptiveFiltering, ...palette })
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

function clampedByte(value: number): number {
  return Math.round(Math.min(Math.max(value, 0), 255));
}
