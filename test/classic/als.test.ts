import { describe, expect, test } from 'vitest';
import { complete, completeSparse, type Options, randomMask } from '../../src/index.js';
import { errorOf, listed, lowRank } from './support.js';

const truth = lowRank(60, 50, 3);
const mask = randomMask(truth, 0.4, 1);
const settings = {
  method: { type: 'als', rank: 3, lambda: 1e-4, damping: 0 },
  stopping: { steps: 200, tolerance: 1e-6 },
} as const;
const close: Options = { mask, ...settings };

describe('als', () => {
  test.each(['weighted', 'plain'] as const)('%s: a low rank is found', async (regularization) => {
    const method = { type: 'als', rank: 3, lambda: 1e-4, damping: 0, regularization } as const;
    const { matrix, rank } = await complete(truth, { ...close, method });
    expect(errorOf(matrix, truth, 0.4)).toBeLessThan(2e-3);
    expect(rank).toBe(5);
  });

  test('sparse input: factors with the biases, the same values', async () => {
    const input = listed(truth, mask);
    const sparse = await completeSparse(input, { ...settings, threads: 2 });
    const dense = await complete(truth, { ...close, keepObserved: false, threads: 1 });
    expect(sparse.factors.left.cols).toBe(5);
    sparse.toMatrix().data.forEach((value, k) => {
      expect(value).toBeCloseTo(dense.matrix.data[k] as number, 4);
    });
  });

  test('validation finds the better lambda', async () => {
    const result = await complete(truth, {
      ...close,
      validation: { share: 0.1 },
      tune: { 'method.lambda': [10, 1e-3] },
    });
    expect(result.validation?.tried?.map(({ options }) => options)).toHaveLength(2);
    expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(0.02);
  });

  test.each<[object, string]>([
    [{ rank: 0 }, 'Expected an integer in [1, 65536] for method.rank but received 0'],
    [{ lambda: 0 }, 'Expected a number > 0 for method.lambda but received 0'],
    [{ damping: Number.NaN }, 'Expected a number >= 0 for method.damping but received NaN'],
    [{ regularization: 'none' }, 'for method.regularization but received "none"'],
  ])('refuses %j', async (settings, message) => {
    const method = { type: 'als', ...settings } as never;
    await expect(complete(truth, { mask, method })).rejects.toThrow(message);
  });
});
