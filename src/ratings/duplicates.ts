import { LacunaError } from '../errors.js';
import { byUser } from './table.js';

/** Which of several ratings of one item by one user counts. */
export type DuplicateRule = 'last' | 'first' | 'mean' | 'refuse';

/** Ratings as they were read: each with its line, counted from 1, and its time where the file has one. */
export interface ReadRatings {
  readonly users: readonly string[];
  readonly items: readonly string[];
  readonly user: Uint32Array;
  readonly item: Uint32Array;
  readonly ratings: Float64Array;
  readonly lines: Float64Array;
  readonly times: Float64Array | undefined;
}

/**
 * Makes every pair single, in place: ratings that do not count become NaN. The last is the one with
 * the latest time, or on the last line where times are equal or there are none.
 *
 * @throws {LacunaError} `LACUNA_FILE` for a pair that comes twice, with the rule 'refuse'
 */
export function settleDuplicates(read: ReadRatings, rule: DuplicateRule, path: string): void {
  const { offsets, order } = byUser(read.user, read.users.length);
  const first = new Uint32Array(read.items.length); // rating that counts, + 1; 0 none yet
  const counts = new Uint32Array(read.items.length);
  for (let u = 0; u < read.users.length; u++) {
    const own = order.subarray(offsets[u], offsets[u + 1]);
    for (const e of own) {
      const i = read.item[e] as number;
      const before = first[i] as number;
      if (before > 0) {
        if (rule === 'refuse') throw twice(read, before - 1, e, path);
        counts[i] = (counts[i] as number) + 1;
        first[i] = join(read, rule, before - 1, e, counts[i] as number) + 1;
      } else {
        first[i] = e + 1;
        counts[i] = 1;
      }
    }
    for (const e of own) first[read.item[e] as number] = 0;
  }
}

/** The rating that counts of two; the other becomes NaN. `count` ratings make up a mean. */
function join(
  { ratings, times }: ReadRatings,
  rule: Exclude<DuplicateRule, 'refuse'>,
  before: number,
  now: number,
  count: number,
): number {
  if (rule === 'mean') {
    const mean = ratings[before] as number;
    ratings[before] = mean + ((ratings[now] as number) - mean) / count;
    ratings[now] = Number.NaN;
    return before;
  }
  const isLater = !times || (times[now] as number) >= (times[before] as number);
  const kept = isLater === (rule === 'last') ? now : before;
  ratings[kept === now ? before : now] = Number.NaN;
  return kept;
}

function twice(
  { users, items, user, item, lines }: ReadRatings,
  before: number,
  now: number,
  path: string,
): LacunaError {
  const pair = `item ${items[item[now] as number]} by user ${users[user[now] as number]}`;
  const place = `line ${lines[now]} of ${path}`;
  const message = `Expected one rating of ${pair} but received another one in ${place}, after that in line ${lines[before]}`;
  return new LacunaError('LACUNA_FILE', message);
}
