import type { Candidate, Case } from './candidates.js';

/** Methods that do not look at the order of rows and columns, and take seconds at most. */
export function tableModels(given: Case): Candidate[] {
  const { rows, cols } = given;
  const cubic = rows * cols * Math.min(rows, cols);
  return [
    {
      name: 'bias',
      kind: 'table',
      options: { method: 'bias' },
      seconds: 1e-7 * rows * cols,
    },
    ...neighbours(given),
    {
      name: 'lmafit',
      kind: 'table',
      options: { method: 'lmafit', validation: {} },
      seconds: 3e-8 * cubic,
    },
    {
      name: 'soft-impute',
      kind: 'table',
      options: { method: 'soft-impute', validation: {} },
      seconds: 2e-8 * cubic,
    },
  ];
}

/** Numbers of neighbours that are tried; the first one where time is short. */
const counts = [5, 12, 24];

function neighbours({ rows, cols, effort }: Case): Candidate[] {
  return (effort === 'fast' ? counts.slice(0, 1) : counts).flatMap((k) =>
    (['rows', 'cols'] as const).map((over) => ({
      name: `knn, ${k} nearest ${over}`,
      kind: 'table',
      options: { method: { type: 'knn', over, k, weights: 'distance' } },
      seconds: 2e-10 * rows * cols * (over === 'rows' ? rows : cols) + 0.01,
    })),
  );
}
