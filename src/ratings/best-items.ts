import { requireMemory } from '../available-memory.js';
import type { SparseCompletion } from '../sparse/completion.js';
import { predictionOf } from '../sparse/prediction.js';
import type { KnownSides } from './known-side.js';
import type { Pairs, RatingPredictions } from './pairs.js';
import { byUser, type RatingTable } from './table.js';

/** Bytes that one pair takes on its way: indices, estimates, deviations. */
const bytesOfPair = 48;

/** Every pair of a user and an item with ratings that is not itself rated, user by user. */
export function openPairs(table: RatingTable, { userCounts, itemCounts }: KnownSides): Pairs {
  const items = Uint32Array.from(itemCounts.keys()).filter((i) => itemCounts[i] as number);
  const users = userCounts.filter((count) => count > 0).length;
  const count = users * items.length - table.ratings.length;
  requireMemory(count * bytesOfPair, `the ${count} pairs that are not rated`);
  const { offsets, order } = byUser(table.user, table.users.length);
  const isRated = new Uint8Array(table.items.length);
  const row = new Uint32Array(count);
  const col = new Uint32Array(count);
  let at = 0;
  for (let u = 0; u < table.users.length; u++) {
    if (!userCounts[u]) continue;
    const own = order.subarray(offsets[u], offsets[u + 1]);
    for (const e of own) isRated[table.item[e] as number] = 1;
    for (const i of items) {
      if (isRated[i]) continue;
      row[at] = u;
      col[at++] = i;
    }
    for (const e of own) isRated[table.item[e] as number] = 0;
  }
  return { row, col };
}

/**
 * The best `count` of each user's pairs, which stand behind `from` others. Estimates at an end of the
 * scale are equal once clipped: what they were before decides, where there are factors, then the order.
 */
export function best(
  table: RatingTable,
  { row, col }: Pairs,
  from: number,
  { predictions, deviations, factors }: SparseCompletion,
  count: number,
): RatingPredictions {
  const values = (predictions as Float64Array).subarray(from);
  const { predict } = predictionOf(factors, undefined);
  const hasFactors = factors.left.cols > 0;
  const before = (at: number) => (hasFactors ? predict(row[at] as number, col[at] as number) : 0);
  const chosen: number[] = [];
  for (let begin = 0; begin < row.length; ) {
    let end = begin + 1;
    while (end < row.length && row[end] === row[begin]) end++;
    const own = Array.from({ length: end - begin }, (_, k) => begin + k);
    own.sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
    chosen.push(...withoutTies(own, count, { value: (at) => values[at] as number, before }));
    begin = end;
  }
  return {
    user: chosen.map((at) => table.users[row[at] as number] as string),
    item: chosen.map((at) => table.items[col[at] as number] as string),
    predicted: Float64Array.from(chosen, (at) => values[at] as number),
    ...(deviations && {
      deviations: Float64Array.from(chosen, (at) => deviations[from + at] as number),
    }),
  };
}

interface Ranked {
  readonly value: (at: number) => number;
  readonly before: (at: number) => number;
}

/** The first `count` of a sorted list, those of one value by what they were before. */
function withoutTies(own: readonly number[], count: number, { value, before }: Ranked): number[] {
  const last = own[count - 1];
  const reach =
    last === undefined ? own.length : own.findLastIndex((at) => value(at) === value(last)) + 1;
  return own
    .slice(0, reach)
    .map((at) => ({ at, value: value(at), before: before(at) }))
    .sort((a, b) => b.value - a.value || b.before - a.before || a.at - b.at)
    .slice(0, count)
    .map(({ at }) => at);
}
