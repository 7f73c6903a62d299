import type { ListCase, Proposal } from './candidates.js';

interface Neighbours {
  readonly turn: number;
  readonly k: number;
  /** Left out: by distance. */
  readonly baselines?: true;
}

const first: readonly Neighbours[] = [
  { turn: 1, k: 20, baselines: true },
  { turn: 4, k: 5 },
];
const others: readonly Neighbours[] = [
  { turn: 6, k: 10, baselines: true },
  { turn: 7, k: 60, baselines: true },
  { turn: 8, k: 2 },
  { turn: 8, k: 12 },
];

/** Means over alike rows, and over alike columns. */
export function neighbourModels({ squares, effort }: ListCase): Proposal[] {
  return (effort === 'fast' ? first : [...first, ...others]).flatMap(({ turn, k, baselines }) =>
    (['cols', 'rows'] as const).map((over) => ({
      turn,
      name: `knn, ${k} nearest ${over}${baselines ? ', with baselines' : ''}`,
      options: {
        method: { type: 'knn', over, k, ...(baselines ? { baselines } : { weights: 'distance' }) },
      },
      seconds: 0.01 + 2e-8 * (over === 'cols' ? squares.rows : squares.cols),
    })),
  );
}
