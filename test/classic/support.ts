import { type Mask, type Matrix, measure, randomMask, type Triplets } from '../../src/index.js';
import { uniform } from '../../src/random.js';

/** rows×cols of that rank, entries of the factors uniform on [0, 1). */
export function lowRank(rows: number, cols: number, rank: number, seed = 1): Matrix {
  const factor = (side: number, from: number) =>
    Float64Array.from({ length: side * rank }, (_, k) => uniform(seed, from + k));
  const [left, right] = [factor(rows, 0), factor(cols, rows * rank)];
  const data = Float64Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    let sum = 0;
    for (let r = 0; r < rank; r++) {
      sum += (left[i * rank + r] as number) * (right[j * rank + r] as number);
    }
    return sum;
  });
  return { data, rows, cols };
}

/** The observed entries of a matrix. */
export function listed({ data, rows, cols }: Matrix, mask: Mask): Triplets {
  const at = Uint32Array.from(mask.data.keys()).filter((k) => mask.data[k]);
  return {
    rows,
    cols,
    row: at.map((k) => Math.floor(k / cols)),
    col: at.map((k) => k % cols),
    values: Float64Array.from(at, (k) => data[k] as number),
  };
}

/** Relative error of a completion over the missing entries of a random mask, in the sense of NMAE. */
export function errorOf(completed: Matrix, truth: Matrix, missing: number, seed = 1): number {
  return measure(completed, truth, randomMask(truth, missing, seed)).nmae;
}
