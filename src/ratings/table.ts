/** Ratings of items by users, each pair once. */
export interface RatingTable {
  /** Ids, in the order in which they first appear. */
  readonly users: readonly string[];
  readonly items: readonly string[];
  /** Rating e is `ratings[e]`, by `users[user[e]]` of `items[item[e]]`. */
  readonly user: Uint32Array;
  readonly item: Uint32Array;
  readonly ratings: Float64Array;
}

/** The ratings for which `keeps` says so; users and items stay. */
export function ratingsWhere(table: RatingTable, keeps: (e: number) => boolean): RatingTable {
  const { users, items, user, item, ratings } = table;
  const kept = Uint32Array.from(ratings.keys()).filter((e) => keeps(e));
  return {
    users,
    items,
    user: kept.map((e) => user[e] as number),
    item: kept.map((e) => item[e] as number),
    ratings: Float64Array.from(kept, (e) => ratings[e] as number),
  };
}

/** Where the ratings of each user stand: those of user u are order[offsets[u]] … order[offsets[u + 1] − 1], ascending. */
export interface ByUser {
  readonly offsets: Uint32Array;
  readonly order: Uint32Array;
}

export function byUser(user: Uint32Array, users: number): ByUser {
  const offsets = new Uint32Array(users + 1);
  for (const u of user) offsets[u + 1] = (offsets[u + 1] as number) + 1;
  for (let u = 0; u < users; u++) {
    offsets[u + 1] = (offsets[u + 1] as number) + (offsets[u] as number);
  }
  const next = offsets.slice(0, users);
  const order = new Uint32Array(user.length);
  user.forEach((u, e) => {
    const at = next[u] as number;
    order[at] = e;
    next[u] = at + 1;
  });
  return { offsets, order };
}
