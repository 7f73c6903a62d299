import { clipTo } from '../bounds.js';
import type { SparseCompletion } from '../sparse/index.js';
import type { KnownSides } from './known-side.js';
import { rateMetrics } from './metrics.js';
import type { Pairs, RatingPredictions } from './pairs.js';
import type { RatingTable } from './table.js';

/** Those pairs of a test that the method is asked for, and what is known of every one. */
export interface Asked extends Pairs {
  readonly users: readonly (number | undefined)[];
  readonly items: readonly (number | undefined)[];
}

export function askedOf(test: RatingTable, table: RatingTable, sides: KnownSides): Asked {
  const userOf = numbers(test.users, table.users, sides.userCounts);
  const itemOf = numbers(test.items, table.items, sides.itemCounts);
  const users = Array.from(test.user, (u) => userOf[u]);
  const items = Array.from(test.item, (i) => itemOf[i]);
  const known = users.flatMap((u, e) => (u === undefined || items[e] === undefined ? [] : [e]));
  const those = (list: readonly (number | undefined)[]) =>
    Uint32Array.from(known, (e) => list[e] as number);
  return { users, items, row: those(users), col: those(items) };
}

/** For each id its number in another list of ids; undefined without a rating there. */
function numbers(
  ids: readonly string[],
  among: readonly string[],
  counts: Uint32Array,
): (number | undefined)[] {
  const known = new Map(among.map((id, at) => [id, at]));
  return ids.map((id) => {
    const at = known.get(id);
    return at !== undefined && counts[at] ? at : undefined;
  });
}

export interface Judged {
  readonly test: RatingTable;
  readonly asked: Asked;
  readonly completion: SparseCompletion;
  readonly sides: KnownSides;
  readonly bounds: readonly [number, number];
}

/** The estimates of test ratings, and how close they come. */
export function judged({ test, asked, completion, sides, bounds }: Judged) {
  const { users, items, row } = asked;
  const clip = clipTo(bounds);
  const predicted = new Float64Array(users.length);
  const deviations = completion.deviations && new Float64Array(users.length).fill(Number.NaN);
  let at = 0;
  users.forEach((u, e) => {
    const i = items[e];
    if (u === undefined || i === undefined) {
      predicted[e] = clip(sides.predict(u, i));
      return;
    }
    predicted[e] = completion.predictions?.[at] as number;
    if (deviations) deviations[e] = completion.deviations?.[at] as number;
    at++;
  });
  const predictions: RatingPredictions = {
    user: Array.from(test.user, (u) => test.users[u] as string),
    item: Array.from(test.item, (i) => test.items[i] as string),
    predicted,
    ...(deviations && { deviations }),
  };
  const unknown = users.length - row.length;
  return { predictions, metrics: { ...rateMetrics(predicted, test.ratings, bounds), unknown } };
}
