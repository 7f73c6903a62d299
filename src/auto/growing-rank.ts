import type { Shape } from '../matrix.js';
import type { Options } from '../options/schema.js';

interface GrowingRank {
  readonly name: string;
  readonly options: Pick<Options, 'method' | 'validation'>;
  readonly seconds: number;
}

/** What usual times are for; with little noise a matrix is explained before. */
const usualRank = 20;

/**
 * A low rank without noise, of which all digits are found and held entries need choose nothing; and one with noise, the
 * rank by held entries.
 *
 * @param entries how many are given
 */
export function growingRanks(
  { rows, cols }: Shape,
  entries: number,
): [exact: GrowingRank, chosen: GrowingRank] {
  const cost = entries * Math.min(usualRank, rows, cols) ** 2;
  return [
    {
      name: 'gauss-newton',
      options: { method: { type: 'gauss-newton', maxRank: usualRank } },
      seconds: 0.002 + 1.2e-8 * cost,
    },
    {
      name: 'gauss-newton, rank by held entries',
      options: { method: { type: 'gauss-newton', maxRank: 40 }, validation: { patience: 4 } },
      seconds: 0.002 + 1.5e-8 * cost,
    },
  ];
}
