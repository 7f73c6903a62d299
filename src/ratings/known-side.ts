import type { RatingTable } from './table.js';

/** Ratings with the mean value that every user and item begins with. */
const damping = 10;

/** How many ratings each user and item has, and what is said of one without the other. */
export interface KnownSides {
  readonly userCounts: Uint32Array;
  readonly itemCounts: Uint32Array;
  /**
   * μ + b_u + c_i with the effects of those that have ratings: b_u = Σ (x − μ)/(n + 10), and c_i
   * likewise; undefined is nobody.
   */
  predict(user: number | undefined, item: number | undefined): number;
}

export function knownSides({ users, items, user, item, ratings }: RatingTable): KnownSides {
  const mean = ratings.reduce((sum, value) => sum + value, 0) / ratings.length;
  const [userCounts, userEffects] = effects(user, users.length, ratings, mean);
  const [itemCounts, itemEffects] = effects(item, items.length, ratings, mean);
  return {
    userCounts,
    itemCounts,
    predict: (u, i) =>
      mean +
      (u === undefined ? 0 : (userEffects[u] as number)) +
      (i === undefined ? 0 : (itemEffects[i] as number)),
  };
}

function effects(
  of: Uint32Array,
  count: number,
  ratings: Float64Array,
  mean: number,
): [Uint32Array, Float64Array] {
  const counts = new Uint32Array(count);
  const sums = new Float64Array(count);
  of.forEach((at, e) => {
    counts[at] = (counts[at] as number) + 1;
    sums[at] = (sums[at] as number) + (ratings[e] as number) - mean;
  });
  return [counts, sums.map((sum, at) => sum / ((counts[at] as number) + damping))];
}
