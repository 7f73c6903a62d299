import { describe, expect, test } from 'vitest';
import {
  complete,
  completeSparse,
  type Matrix,
  type Options,
  randomMask,
} from '../../src/index.js';
import { uniform } from '../../src/random.js';
import { errorOf, listed, lowRank } from './support.js';

const truth = lowRank(150, 120, 3);
const mask = randomMask(truth, 0.5, 1);

function noisy(matrix: Matrix, by: number): Matrix {
  return {
    ...matrix,
    data: Float64Array.from(matrix.data, (x, k) => x + by * (uniform(5, k) - 0.5)),
  };
}

describe('gauss-newton', () => {
  test('recovers a low-rank matrix to the precision of float, and ends there', async () => {
    const { matrix, rank, stopReason } = await complete(truth, { mask, method: 'gauss-newton' });
    expect(errorOf(matrix, truth, 0.5)).toBeLessThan(2e-6);
    expect(rank).toBeLessThanOrEqual(4);
    expect(stopReason).toBe('solved');
  });

  test('also where lmafit has too few entries', async () => {
    const few = randomMask(truth, 0.9, 1);
    const of = async (method: 'gauss-newton' | 'lmafit') =>
      errorOf((await complete(truth, { mask: few, method })).matrix, truth, 0.9);
    expect(await of('gauss-newton')).toBeLessThan(1e-3);
    expect(await of('gauss-newton')).toBeLessThan(0.1 * (await of('lmafit')));
  });

  test('with noise held entries choose the rank', async () => {
    const given = noisy(truth, 0.5);
    const options = { mask, method: { type: 'gauss-newton', maxRank: 12 } } as const;
    const [all, chosen] = [
      await complete(given, options),
      await complete(given, { ...options, validation: {} }),
    ];
    expect(all.rank).toBe(12);
    expect(chosen.rank).toBeLessThanOrEqual(5);
    expect(errorOf(chosen.matrix, truth, 0.5)).toBeLessThan(0.7 * errorOf(all.matrix, truth, 0.5));
  });

  test('and where everything is explained, none: few of them are misleading', async () => {
    const few = randomMask(truth, 0.9, 1);
    const chosen = await complete(truth, { mask: few, method: 'gauss-newton', validation: {} });
    expect(errorOf(chosen.matrix, truth, 0.9)).toBeLessThan(1e-3);
  });

  test('a larger λ explains less', async () => {
    const errors = [0, 0.1, 1].map(async (lambda) => {
      const method = { type: 'gauss-newton', maxRank: 3, lambda } as const;
      return (await complete(truth, { mask, method })).trainingError as number;
    });
    const [none, some, much] = (await Promise.all(errors)) as [number, number, number];
    expect(none).toBeLessThan(1e-5);
    expect(some).toBeGreaterThan(none);
    expect(much).toBeGreaterThan(some);
  });

  test('completeSparse gives the same factors', async () => {
    const options = { method: { type: 'gauss-newton', maxRank: 2 } } as const;
    const dense = await complete(truth, { ...options, mask, keepObserved: false });
    const sparse = await completeSparse(listed(truth, mask), options);
    expect(sparse.factors.left.cols).toBe(2);
    sparse.toMatrix().data.forEach((value, k) => {
      expect(value).toBeCloseTo(dense.matrix.data[k] as number, 5);
    });
  });

  test.each([
    [{ maxRank: 0 }, 'method.maxRank'],
    [{ lambda: -1 }, 'method.lambda'],
    [{ iterations: 1.5 }, 'method.iterations'],
  ])('refuses %j', async (settings, name) => {
    const method = { type: 'gauss-newton', ...settings } as Options['method'];
    await expect(complete(truth, { mask, method })).rejects.toThrow(name);
  });
});
