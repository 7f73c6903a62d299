/** What a sweep over factors has to do with. */
export interface Sweep {
  /** Entries that are seen. */
  readonly entries: number;
  /** Rows and columns, each with a system of `rank` equations. */
  readonly lines: number;
  readonly rank: number;
}

/** Seconds that a sweep of alternating least squares, or of Gibbs sampling, usually takes on two cores. */
export function secondsPerSweep({ entries, lines, rank }: Sweep): number {
  return 1e-8 * entries + 3e-11 * (entries * rank ** 2 + lines * rank ** 3);
}

/** Sweeps of `bpmf` where nobody says. */
export const usualSweeps = 120;
