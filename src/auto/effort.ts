/** How much time `auto` may take. */
export const efforts = ['fast', 'balanced', 'best'] as const;

export type Effort = (typeof efforts)[number];

export const usualEffort: Effort = 'balanced';

/** What an effort allows. */
export interface Budget {
  /** Seconds for up to 240×240 entries, or as many listed ones, on two cores; more get more in proportion. */
  readonly seconds: number;
  /** Splits of the observed entries that models are judged by. */
  readonly splits: { readonly least: number; readonly most: number };
  /** Holes and entries that models should be judged by: where a split has few, there are more splits. */
  readonly holes: number;
  readonly entries: number;
}

export const budgets: Readonly<Record<Effort, Budget>> = {
  fast: { seconds: 2, splits: { least: 1, most: 3 }, holes: 6, entries: 200 },
  balanced: { seconds: 15, splits: { least: 1, most: 6 }, holes: 12, entries: 600 },
  best: { seconds: 120, splits: { least: 2, most: 12 }, holes: 24, entries: 1200 },
};

/** Share of the time that usual times may fill; the rest is for machines that are busy. */
export const headroom = 0.7;

const usualEntries = 240 * 240;

/** Seconds that an effort may take for so many entries: all of a matrix, or those that are listed. */
export function secondsFor(effort: Effort, entries: number): number {
  return budgets[effort].seconds * Math.max(1, entries / usualEntries);
}
