import { completeSparse, randomMask, type Triplets } from '../../src/index.js';

/** rows×cols of rank 3 with values from 1 to 9, none of them zero. */
export function smooth(rows: number, cols: number) {
  const data = Float64Array.from({ length: rows * cols }, (_, k) => {
    const i = Math.floor(k / cols) / rows;
    const j = (k % cols) / cols;
    return 5 + 3 * Math.sin(4 * i) * Math.cos(3 * j) + i * (1 - 2 * j);
  });
  return { data, rows, cols };
}

export const truth = smooth(40, 28);
export const mask = randomMask(truth, 0.6, 3);

/** The entries of `truth` where `mask` is 1, row by row. */
export const triplets = listed(truth, mask.data);

export function listed(
  { data, rows, cols }: { data: ArrayLike<number>; rows: number; cols: number },
  observed: ArrayLike<number>,
) {
  const places = Array.from({ length: rows * cols }, (_, k) => k).filter((k) => observed[k]);
  return {
    rows,
    cols,
    row: places.map((k) => Math.floor(k / cols)),
    col: places.map((k) => k % cols),
    values: places.map((k) => data[k] as number),
  };
}

/** The same entries in another order: entry e of the result is entry order[e]. */
export function reordered({ rows, cols, row, col, values }: Triplets, order: readonly number[]) {
  const pick = (list: ArrayLike<number>) => order.map((entry) => list[entry] as number);
  return { rows, cols, row: pick(row), col: pick(col), values: pick(values) };
}

/** What the bits of a result are. */
export async function bits(...call: Parameters<typeof completeSparse>) {
  const { factors, loss, trace } = await completeSparse(...call);
  return { factors, loss, trace };
}

/** A deterministic matrix of values around 0, for given starts. */
export function start(rows: number, cols: number, phase: number) {
  const data = Float32Array.from(
    { length: rows * cols },
    (_, k) => 0.3 * Math.sin(12.9898 * (k + 1) + 4.1 * phase),
  );
  return { data, rows, cols };
}
