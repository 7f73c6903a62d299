import type { Completion } from '../completion.js';
import type { Shape } from '../matrix.js';
import type { Errors } from './blend.js';

/** Entries that a model learned from. */
export interface Learned extends Shape {
  /** Row-major. */
  readonly values: ArrayLike<number>;
  /** 1 where the model was given the value. */
  readonly mask: Uint8Array;
}

/** Errors that rounding to float leaves, in deviations of what is observed. */
const rounding = 1e-6;

/**
 * Whether a model explains all that it learned from by a rank r with fewer freedoms, (rows + cols − r)·r, than there
 * were entries: a matrix with noise, or of a higher rank, cannot be explained so.
 */
export function isExact({ rank = 0, matrix }: Completion, learned: Learned): boolean {
  const { rows, cols, values, mask } = learned;
  const entries = mask.reduce((count, is) => count + is, 0);
  if (rank === 0 || (rows + cols - rank) * rank >= entries) return false;
  const sums = { value: 0, square: 0, error: 0 };
  for (let k = 0; k < mask.length; k++) {
    if (!mask[k]) continue;
    const value = values[k] as number;
    sums.value += value;
    sums.square += value ** 2;
    sums.error += ((matrix.data[k] as number) - value) ** 2;
  }
  const variance = sums.square / entries - (sums.value / entries) ** 2;
  return sums.error / entries <= rounding ** 2 * variance;
}

/**
 * Whether an exact model is at most as far off as the blend, within two standard errors: then nothing is mixed into
 * it. What it is wrong at are the few entries of lines that do not say enough, and which of these are held is luck.
 */
export function isAsGood(exact: Errors, blend: Errors, entries: number): boolean {
  const { mae, rmse } = exact;
  const standardError = Math.sqrt(Math.max(0, rmse ** 2 - mae ** 2) / entries);
  return mae - 2 * standardError <= blend.mae;
}
