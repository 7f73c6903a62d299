import { type FitOptions, randomMask, fit as train } from '../../src/index.js';
import { uniform } from '../../src/random.js';

const rank = 3;
const cols = 24;

/** Roughly normal draws. */
function draw(seed: number, index: number): number {
  let sum = 0;
  for (let k = 0; k < 6; k++) sum += uniform(seed, 6 * index + k) - 0.5;
  return Math.SQRT2 * sum;
}

/** Rows of one random matrix of rank 3, around 5; other rows for another seed. */
export function rowsOf(rows: number, seed: number) {
  const data = Float64Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    let sum = 5;
    for (let l = 0; l < rank; l++) sum += draw(seed, i * rank + l) * draw(99, j * rank + l);
    return sum;
  });
  return { data, rows, cols };
}

export function noisy({ data, rows, cols }: ReturnType<typeof rowsOf>, noise: number, seed = 7) {
  return { data: data.map((value, k) => value + noise * draw(seed, k)), rows, cols };
}

/** Settings that reach the noise in a second. */
export const narrow: FitOptions = {
  method: 'dmf',
  representation: { widths: [4], start: { type: 'normal', mean: 0, standardDeviation: 0.1 } },
  fidelity: 'mse-observed',
  optimizer: { learningRate: 0.01 },
  stopping: { steps: 1500 },
  threads: 1,
};

export const truth = rowsOf(80, 1);
export const mask = randomMask(truth, 0.4, 3);
export const noise = 0.02;
export const input = noisy(truth, noise);

/** A model of `input`. */
export function fitted(options: FitOptions = {}) {
  return train(input, { ...narrow, mask, ...options });
}

/** Root of the mean squared difference where `of` says so. */
export function rmse(
  x: { data: ArrayLike<number> },
  y: { data: ArrayLike<number> },
  of: (k: number) => boolean,
): number {
  let sum = 0;
  let count = 0;
  for (let k = 0; k < x.data.length; k++) {
    if (!of(k)) continue;
    sum += ((x.data[k] as number) - (y.data[k] as number)) ** 2;
    count++;
  }
  return Math.sqrt(sum / count);
}
