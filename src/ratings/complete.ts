import { invalidInput, invalidOption } from '../errors.js';
import { type ClassicName, defaultMethod } from '../methods/names.js';
import { isOfOneModel } from '../options/of-one-model.js';
import type { SparseOptions } from '../options/schema.js';
import { completeSparse, type SparseCompletion } from '../sparse/index.js';
import { best, openPairs } from './best-items.js';
import { knownSides } from './known-side.js';
import type { RateMetrics } from './metrics.js';
import type { RatingPredictions } from './pairs.js';
import type { RatingTable } from './table.js';
import { askedOf, judged } from './test-pairs.js';

/** Options of `completeSparse`; `bounds` is the scale of the ratings, by default the least and the greatest one. */
export interface RatingOptions extends Omit<SparseOptions, 'predictAt'> {
  /** Ratings to predict and to compare with; users and items are matched by their ids. */
  readonly test?: RatingTable;
  /** How many items to name for each user, of those that the user has not rated. */
  readonly top?: number;
}

export interface RatingCompletion {
  /** How the method ran, and X: row u is users[u], column i items[i] of the table. */
  readonly completion: SparseCompletion;
  readonly bounds: readonly [low: number, high: number];
  /** Of the test ratings, in their order. */
  readonly predictions?: RatingPredictions;
  readonly metrics?: RateMetrics & {
    /** Test ratings whose user or item has no rating in the table. */
    readonly unknown: number;
  };
  /** The best items of each user, best first, user by user. */
  readonly top?: RatingPredictions;
}

/** What is taken beside options that say how one model is made or trained. */
export const singleRatingMethod: ClassicName = 'bpmf';

/**
 * Learns from ratings, and predicts those of a test and the best items of each user.
 *
 * A user or an item without ratings in the table is unknown to every method: a pair of it takes what is
 * known of the other side, the mean μ of all ratings and the damped effect Σ (x − μ)/(n + 10) of its n
 * ratings; a pair of two unknowns takes μ. Only users and items with ratings take part in `top`.
 *
 * Without `method` it is `auto`; beside options that say how one model is made or trained it is `bpmf`.
 *
 * @param table as `readRatings` gives it; not modified
 * @throws {LacunaError} by rejection, as `completeSparse` does
 */
export async function completeRatings(
  table: RatingTable,
  options: RatingOptions = {},
): Promise<RatingCompletion> {
  const { test, top, method = methodFor(options), ...others } = options;
  if ((others as SparseOptions).predictAt !== undefined) {
    throw invalidOption('nothing, as test and top say what is predicted,', 'predictAt', others);
  }
  if (top !== undefined && !(Number.isSafeInteger(top) && top >= 1)) {
    throw invalidOption('an integer >= 1', 'top', top);
  }
  if (table.ratings.length === 0) throw invalidInput('at least one rating', 'table', table.ratings);
  const sides = knownSides(table);
  const bounds = options.bounds ?? scaleOf(table);
  const asked = test && askedOf(test, table, sides);
  const open = top === undefined ? undefined : openPairs(table, sides);
  const row = joined(asked?.row, open?.row);
  const { users, items, user, item, ratings } = table;
  const input = { rows: users.length, cols: items.length, row: user, col: item, values: ratings };
  const completion = await completeSparse(input, {
    ...others,
    method,
    ...(bounds[0] < bounds[1] && { bounds }),
    ...(row.length > 0 && { predictAt: { row, col: joined(asked?.col, open?.col) } }),
  });
  return {
    completion,
    bounds,
    ...(test && asked && judged({ test, asked, completion, sides, bounds })),
    ...(open && top && { top: best(table, open, asked?.row.length ?? 0, completion, top) }),
  };
}

function methodFor(options: RatingOptions): NonNullable<RatingOptions['method']> {
  return isOfOneModel({ ...options }) ? singleRatingMethod : defaultMethod;
}

function scaleOf({ ratings }: RatingTable): [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of ratings) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}

function joined(first?: Uint32Array, second?: Uint32Array): Uint32Array {
  const all = new Uint32Array((first?.length ?? 0) + (second?.length ?? 0));
  if (first) all.set(first);
  if (second) all.set(second, first?.length ?? 0);
  return all;
}
