import type { MatrixLike } from '../../src/index.js';

/** A smooth matrix of rank 2 in which every fifth entry or so is missing. */
export function holed(rows: number, cols: number, seed = 0): MatrixLike<Float64Array> {
  const data = Float64Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    const isMissing = (3 * i + 7 * j + seed) % 5 === 0;
    return isMissing ? Number.NaN : 5 + Math.sin(i / 3 + seed) * Math.cos(j / 4) + i / rows;
  });
  return { data, rows, cols };
}
