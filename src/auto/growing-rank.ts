import type { Shape } from '../matrix.js';
import type { Options } from '../options/schema.js';
import type { Effort } from './effort.js';

interface GrowingRank {
  readonly name: string;
  readonly options: Pick<Options, 'method' | 'validation'>;
  readonly seconds: number;
}

/** What usual times are for; with little noise a matrix is explained before. */
const usualRank = 20;

/** For factors that grow to that rank, or to the shorter side. */
function secondsFor({ rows, cols }: Shape, entries: number, rank: number): number {
  return 0.002 + 1.2e-8 * entries * Math.min(rank, rows, cols) ** 2;
}

/**
 * A low rank without noise: all of its digits are found, and held entries need choose nothing.
 *
 * @param entries how many are given
 */
export function exactRank(shape: Shape, entries: number, maxRank = usualRank): GrowingRank {
  return {
    name: `gauss-newton, rank ${maxRank} at most`,
    options: { method: { type: 'gauss-newton', maxRank } },
    seconds: secondsFor(shape, entries, maxRank),
  };
}

/** Time goes with the square of the rank, and a picture takes all that it may. */
const mostRank: Readonly<Record<Effort, number>> = { fast: 20, balanced: 40, best: 40 };

/**
 * A low rank with noise, the rank by held entries.
 *
 * @param entries how many are given
 */
export function chosenRank(shape: Shape, entries: number, effort: Effort): GrowingRank {
  const maxRank = mostRank[effort];
  return {
    name: 'gauss-newton, rank by held entries',
    options: { method: { type: 'gauss-newton', maxRank }, validation: { patience: 4 } },
    seconds: 1.25 * secondsFor(shape, entries, maxRank),
  };
}
