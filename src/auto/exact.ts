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

/** Relative error that rounding to float leaves. */
const rounding = 1e-6;

/**
 * Whether a model explains all that it learned from by a rank r with fewer freedoms, (rows + cols − r)·r, than there
 * were entries: a matrix with noise, or of a higher rank, cannot be explained so.
 */
export function isExact({ rank, trainingError }: Completion, learned: Learned): boolean {
  if (rank === undefined || rank === 0 || trainingError === undefined) return false;
  const { rows, cols, values, mask } = learned;
  let [entries, square] = [0, 0];
  for (let k = 0; k < mask.length; k++) {
    if (!mask[k]) continue;
    entries++;
    square += (values[k] as number) ** 2;
  }
  const size = Math.sqrt(square / entries);
  return (rows + cols - rank) * rank < entries && trainingError <= rounding * size;
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
