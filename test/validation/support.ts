import { uniform } from '../../src/random.js';

const rows = 40;
const cols = 30;

/** A smooth matrix under noise, which a deep method over-fits, each seed in its own way. */
export const noisyWave = {
  data: Float64Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    return 5 + Math.sin(i / 6) * Math.cos(j / 5) + 0.5 * (uniform(1, k) - 0.5);
  }),
  rows,
  cols,
};

/** The product of two random matrices, rank 2: rows or columns that are neighbours have nothing in common. */
export function lowRank(rows: number, cols: number) {
  const factor = (seed: number) => (line: number, k: number) => uniform(seed, 2 * line + k) - 0.5;
  const [left, right] = [factor(1), factor(2)];
  const data = Float64Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    return left(i, 0) * right(j, 0) + left(i, 1) * right(j, 1);
  });
  return { data, rows, cols };
}
