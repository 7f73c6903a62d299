/** How much time `auto` may take. */
export const efforts = ['fast', 'balanced', 'best'] as const;

export type Effort = (typeof efforts)[number];

export const usualEffort: Effort = 'balanced';

/** What an effort allows. */
export interface Budget {
  /** Seconds for a matrix of up to 240×240 entries on two cores; larger ones get more in proportion. */
  readonly seconds: number;
  /** Splits of the observed entries that models are judged by, at most. */
  readonly splits: number;
}

export const budgets: Readonly<Record<Effort, Budget>> = {
  fast: { seconds: 2, splits: 1 },
  balanced: { seconds: 15, splits: 2 },
  best: { seconds: 120, splits: 3 },
};

const usualEntries = 240 * 240;

/** Seconds that an effort may take for a matrix of so many entries. */
export function secondsFor(effort: Effort, entries: number): number {
  return budgets[effort].seconds * Math.max(1, entries / usualEntries);
}
