import { uniform } from '../../random.js';
import { budgets, type Effort } from '../effort.js';
import { type Entries, entriesWhere, type Places, rowsOf } from './entries.js';

/** Entries to learn from, and those that are held. */
export interface Split {
  readonly learned: Entries;
  readonly held: Places & { readonly values: Float64Array };
}

/** How entries are held. */
export interface Holding {
  /** In so many parts of one size; each split holds one of them. */
  readonly folds: number;
  readonly splits: number;
}

/** Share of the entries that a split holds. */
const shares = { least: 0.05, most: 0.1 };
/** Held entries that say enough: a split of fewer is a larger share, and there are more of them. */
const enough = 5000;

/** So many splits at most. */
const mostSplits: Readonly<Record<Effort, number>> = { fast: 3, balanced: 6, best: 12 };

/** Of a list with so many entries, 2 at least. */
export function holdingOf(entries: number, effort: Effort): Holding {
  const share = Math.min(shares.most, Math.max(shares.least, enough / entries));
  const folds = Math.max(2, Math.min(entries, Math.round(1 / share)));
  const wanted = Math.ceil(enough / (entries / folds));
  return {
    folds,
    splits: Math.min(folds, mostSplits[effort], Math.max(budgets[effort].splits, wanted)),
  };
}

/** The splits of a seed; no entry is held twice. */
export function splitsOf(entries: Entries, { folds, splits }: Holding, seed: number): Split[] {
  const fold = drawnFolds(entries.values.length, folds, seed);
  const row = rowsOf(entries);
  return Array.from({ length: splits }, (_, split) => ({
    learned: entriesWhere(entries, (e) => fold[e] !== split),
    held: {
      row: row.filter((_row, e) => fold[e] === split),
      col: entries.indices.filter((_col, e) => fold[e] === split),
      values: entries.values.filter((_value, e) => fold[e] === split),
    },
  }));
}

/** The part of each entry: their sizes differ by 1 at most, and any division into them is as likely. */
function drawnFolds(count: number, folds: number, seed: number): Uint8Array {
  const order = Uint32Array.from({ length: count }, (_, e) => e);
  for (let left = count - 1; left > 0; left--) {
    const drawn = Math.floor(uniform(seed, left) * (left + 1));
    [order[left], order[drawn]] = [order[drawn] as number, order[left] as number];
  }
  const fold = new Uint8Array(count);
  order.forEach((entry, at) => {
    fold[entry] = at % folds;
  });
  return fold;
}
