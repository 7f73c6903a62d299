/** How much time `auto` may take. */
export const efforts = ['fast', 'balanced', 'best'] as const;

export type Effort = (typeof efforts)[number];

export const usualEffort: Effort = 'balanced';

/** What an effort allows. */
export interface Budget {
  /** Seconds for up to 240×240 entries, or as many listed ones, on two cores; more get more in proportion. */
  readonly seconds: number;
  /** Splits of the observed entries that models are judged by, at least. */
  readonly splits: number;
  /** Holes that models should be judged by: where a split has few, there are more splits. */
  readonly holes: Wanted;
  /** The same of held entries: small tables have few. */
  readonly entries: Wanted;
}

/** How many there should be in all splits together, and how many splits there are at most for their sake. */
export interface Wanted {
  readonly count: number;
  readonly splits: number;
}

export const budgets: Readonly<Record<Effort, Budget>> = {
  fast: {
    seconds: 2,
    splits: 1,
    holes: { count: 6, splits: 3 },
    entries: { count: 600, splits: 10 },
  },
  balanced: {
    seconds: 15,
    splits: 1,
    holes: { count: 12, splits: 6 },
    entries: { count: 600, splits: 12 },
  },
  best: {
    seconds: 120,
    splits: 2,
    holes: { count: 24, splits: 12 },
    entries: { count: 1200, splits: 16 },
  },
};

/** Share of the time that usual times may fill; the rest is for machines that are busy. */
export const headroom = 0.7;

const usualEntries = 240 * 240;

/** Seconds that an effort may take for so many entries: all of a matrix, or those that are listed. */
export function secondsFor(effort: Effort, entries: number): number {
  return budgets[effort].seconds * Math.max(1, entries / usualEntries);
}
