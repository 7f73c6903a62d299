import { invalidInput } from '../../src/errors.js';
import { flatGrid } from '../../src/grid.js';
import type { MaskInput, Matrix } from '../../src/index.js';
import { type Problem, readProblem } from '../../src/problem.js';
import { uniform } from '../../src/random.js';

/** Rings with sharp edges over a slope, 0…255. */
export function rings(rows: number, cols: number): Matrix {
  const data = Float64Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    return 128 + 70 * Math.sign(Math.sin(Math.hypot(i + 30, j - 60) / 2)) + 0.2 * i;
  });
  return { data, rows, cols };
}

/** A product of factors with entries on [−1, 1), whose rows and columns have no order. */
export function product(rows: number, cols: number, rank: number): Matrix {
  const left = Array.from({ length: rows * rank }, (_, k) => 2 * uniform(1, k) - 1);
  const right = Array.from({ length: cols * rank }, (_, k) => 2 * uniform(2, k) - 1);
  const data = Float64Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    let sum = 0;
    for (let r = 0; r < rank; r++) sum += (left[i * rank + r] ?? 0) * (right[j * rank + r] ?? 0);
    return sum;
  });
  return { data, rows, cols };
}

/** The same with noise, uniform on [−noise, noise). */
export function noisyProduct(rows: number, cols: number, rank: number, noise: number): Matrix {
  const { data } = product(rows, cols, rank);
  return { data: data.map((x, k) => x + noise * (2 * uniform(3, k) - 1)), rows, cols };
}

/** Random walks along the rows, which have nothing to do with each other. */
export function walks(rows: number, cols: number): Matrix {
  const data = new Float64Array(rows * cols);
  for (let k = 0; k < data.length; k++) {
    const before = k % cols === 0 ? 20 * uniform(4, k) : (data[k - 1] ?? 0);
    data[k] = before + uniform(5, k) - 0.5;
  }
  return { data, rows, cols };
}

export function problemOf({ data, rows, cols }: Matrix, mask?: MaskInput): Problem {
  return readProblem(flatGrid(data, { rows, cols }, 'input', invalidInput), mask);
}
