import { describe, expect, test } from 'vitest';
import { complete, completeSparse, randomMask, type SparseOptions } from '../../src/index.js';
import { listed, mask, start, truth } from './support.js';

const { rows, cols } = truth;

const ring = Array.from({ length: rows }, (_, i) =>
  Array.from({ length: rows }, (_, j) =>
    i === j ? 2 : Math.abs(i - j) % (rows - 2) === 1 ? -1 : 0,
  ),
);
type Regularizers = NonNullable<SparseOptions['regularizers']>;
const adaptive: Regularizers = [
  { type: 'adaptive-laplacian', over: 'rows', weight: 1e-2 },
  { type: 'adaptive-laplacian', over: 'cols', weight: 'range-per-entry' },
];
const dirichlet: Regularizers[number] = {
  type: 'dirichlet',
  over: 'rows',
  weight: 1e-3,
  laplacian: ring,
};

/** Largest difference as a share of the largest value. */
function relative(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let [error, size] = [0, 0];
  for (let k = 0; k < expected.length; k++) {
    const [a, b] = [actual[k] as number, expected[k] as number];
    expect(Number.isFinite(a) && Number.isFinite(b)).toBe(true);
    error = Math.max(error, Math.abs(a - b));
    size = Math.max(size, Math.abs(b));
  }
  return error / size;
}

// With few entries or a narrow width `complete` keeps X in factors too, else it forms X.
describe.each([
  ['few', mask],
  ['most', randomMask(truth, 0.2, 4)],
])('with %s entries observed agrees with complete', (_, observed) => {
  const narrow = {
    widths: [6],
    start: { type: 'given' as const, values: [start(rows, 6, 0), start(6, cols, 1)] },
  };
  const wide = {
    widths: [30, 4, 20],
    start: {
      type: 'given' as const,
      values: [start(rows, 30, 0), start(30, 4, 1), start(4, 20, 2), start(20, cols, 3)],
    },
  };
  test.each<[string, SparseOptions]>([
    ['mse', { representation: narrow, regularizers: [] }],
    [
      'sse, not scaled',
      { representation: narrow, regularizers: [], fidelity: 'sse', scale: 'none' },
    ],
    [
      'l1, range given',
      { representation: narrow, regularizers: [], fidelity: 'l1', scale: [0, 10] },
    ],
    ['mse-observed', { representation: narrow, regularizers: [], fidelity: 'mse-observed' }],
    [
      'GroupRMSprop from a balanced start',
      {
        method: 'dmf-arora',
        representation: { widths: [6, 9], start: { type: 'orthogonal', scale: 0.5 } },
        optimizer: { learningRate: 0.02 },
      },
    ],
    [
      'gradient descent',
      { representation: narrow, regularizers: [], optimizer: { type: 'gradient-descent' } },
    ],
    ['adaptive Laplacians', { representation: narrow, regularizers: adaptive }],
    ['a Dirichlet energy', { representation: narrow, regularizers: [dirichlet] }],
    ['four factors', { representation: wide, regularizers: [...adaptive, dirichlet] }],
    ['a wide inner width', { representation: { widths: [24] }, regularizers: adaptive }],
    ['a start by seed', { representation: { widths: [9, 5] }, seed: 5, regularizers: adaptive }],
  ])('%s', async (_, options) => {
    const run = { ...options, stopping: { steps: 40 }, traceEvery: 10, laplacians: true };
    const dense = await complete(truth, { ...run, mask: observed, keepObserved: false });
    const sparse = await completeSparse(listed(truth, observed.data), run);

    expect(sparse.trace.map(({ step }) => step)).toEqual([0, 10, 20, 30, 40]);
    dense.trace.forEach(({ loss }, at) => {
      for (const [term, value] of Object.entries(loss)) {
        expect(relative([sparse.trace[at]?.loss[term] as number], [value])).toBeLessThan(1e-4);
      }
    });
    expect(Object.keys(sparse.loss)).toEqual(Object.keys(dense.loss));
    expect(relative(sparse.toMatrix().data, dense.matrix.data)).toBeLessThan(1e-4);
    expect(Object.keys(sparse.laplacians ?? {})).toEqual(Object.keys(dense.laplacians ?? {}));
    for (const [name, laplacian] of Object.entries(dense.laplacians ?? {})) {
      const learned = sparse.laplacians?.[name]?.data ?? [];
      expect(relative(learned, laplacian?.data ?? [])).toBeLessThan(1e-4);
    }
  });
});
