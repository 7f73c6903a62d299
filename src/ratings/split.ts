import { invalidOption } from '../errors.js';
import { uniform } from '../random.js';
import { type RatingTable, ratingsWhere } from './table.js';

export interface SplitOptions {
  /** Share of the ratings to set apart, over 0 and under 1. */
  readonly testShare: number;
  /** Default 0. */
  readonly seed?: number;
}

/**
 * Sets round(testShare · ratings) of the ratings apart, every choice being equally likely; the same
 * seed makes the same choice. Both parts keep all users and items.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a share that leaves nothing on one side
 */
export function splitRatings(
  table: RatingTable,
  { testShare, seed = 0 }: SplitOptions,
): { readonly train: RatingTable; readonly test: RatingTable } {
  const count = table.ratings.length;
  let wanted = Math.round(testShare * count);
  if (!(wanted >= 1 && wanted < count)) {
    const what = `a share of ${count} ratings that leaves some on both sides`;
    throw invalidOption(what, 'testShare', testShare);
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw invalidOption('an integer from 0 to 2^53 − 1', 'seed', seed);
  }
  const isTest = new Uint8Array(count);
  for (let e = 0; e < count; e++) {
    if (uniform(seed, e) * (count - e) >= wanted) continue;
    isTest[e] = 1;
    wanted--;
  }
  return {
    train: ratingsWhere(table, (e) => isTest[e] === 0),
    test: ratingsWhere(table, (e) => isTest[e] === 1),
  };
}
