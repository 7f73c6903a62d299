import { describe, expect, test } from 'vitest';
import { isAsGood, isExact } from '../../src/auto/exact.js';
import { complete, randomMask } from '../../src/index.js';
import { noisyProduct, problemOf, product } from './support.js';

describe('isExact', () => {
  const table = product(40, 30, 3);
  const all = problemOf(table, randomMask(table, 0.4, 1));
  const completion = async (maxRank: number, matrix = table) =>
    complete(matrix, {
      mask: randomMask(table, 0.4, 1),
      method: { type: 'gauss-newton', maxRank },
      keepObserved: false,
    });

  test('what a low rank explains, and nothing that it does not', async () => {
    expect(isExact(await completion(10), all)).toBe(true);
    expect(isExact(await completion(2), all)).toBe(false);
    const rough = noisyProduct(40, 30, 3, 0.01);
    const problem = problemOf(rough, randomMask(table, 0.4, 1));
    expect(isExact(await completion(10, rough), problem)).toBe(false);
  });

  test('with as many freedoms as entries anything is explained', async () => {
    const { rank = 0, ...others } = await completion(10);
    const few = all.mask.map((is, k) => (k < 180 ? is : 0));
    expect(isExact({ rank, ...others }, { ...all, mask: few })).toBe(false);
    expect(isExact({ ...others }, all)).toBe(false);
  });
});

describe('isAsGood', () => {
  test('within two standard errors', () => {
    const exact = { mae: 0.1, rmse: Math.sqrt(0.05) }; // deviation 0.2, of the mean 0.02
    expect(isAsGood(exact, { mae: 0.061, rmse: 0.1 }, 100)).toBe(true);
    expect(isAsGood(exact, { mae: 0.059, rmse: 0.1 }, 100)).toBe(false);
    expect(isAsGood({ mae: Number.NaN, rmse: Number.NaN }, exact, 100)).toBe(false);
  });
});
