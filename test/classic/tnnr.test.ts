import { describe, expect, test } from 'vitest';
import { complete, completeSparse, type Options, randomMask } from '../../src/index.js';
import { errorOf, listed, lowRank } from './support.js';

const truth = lowRank(60, 50, 3);
const mask = randomMask(truth, 0.5, 1);
const withNoise = (size: number) => ({
  ...truth,
  data: truth.data.map((value, k) => value + size * Math.sin(k * k)),
});

describe('tnnr', () => {
  test.each([
    ['admm', 0.05],
    ['apgl', 0.005],
  ] as const)('%s: a low rank is recovered', async (solver, threshold) => {
    const method = { type: 'tnnr', solver, rank: 3, threshold, tolerance: 1e-6 } as const;
    const result = await complete(truth, { mask, method, stopping: { tolerance: 1e-6 } });
    expect(errorOf(result.matrix, truth, 0.5)).toBeLessThan(1e-3);
    expect(result).toMatchObject({ method: 'tnnr', rank: 3, converged: true });
  });

  test('noisy entries: apgl fits them, and its result hangs on the threshold', async () => {
    const run = (threshold: number) =>
      complete(withNoise(0.3), {
        mask,
        method: { type: 'tnnr', solver: 'apgl', rank: 3, threshold },
      });
    const [low, high] = await Promise.all([run(0.001), run(0.05)]);
    expect(errorOf(high.matrix, truth, 0.5)).toBeLessThan(errorOf(low.matrix, truth, 0.5));
    expect(high.trainingError).toBeGreaterThan(low.trainingError ?? Infinity);
  });

  test('held entries choose the rank', async () => {
    const result = await complete(withNoise(0.05), {
      mask,
      method: { type: 'tnnr', solver: 'apgl', threshold: 0.02 },
      stopping: { steps: 10 },
      tune: { 'method.rank': [1, 3, 20] },
      validation: {},
    });
    expect(result.validation?.tried?.map(({ options }) => options['method.rank'])).toEqual([
      1, 3, 20,
    ]);
    const tried = result.validation?.tried ?? [];
    expect(tried[1]?.error).toBeLessThan(tried[0]?.error ?? 0);
    expect(tried[1]?.error).toBeLessThan(tried[2]?.error ?? 0);
  });

  test('the result means the same in another unit', async () => {
    const run = async (factor: number) => {
      const scaled = { ...truth, data: truth.data.map((value) => value * factor) };
      const { matrix } = await complete(scaled, { mask, method: 'tnnr', keepObserved: false });
      return Array.from(matrix.data, (value) => value / factor);
    };
    const one = await run(1);
    (await run(255)).forEach((value, k) => {
      expect(value).toBeCloseTo(one[k] as number, 3);
    });
  });

  test('completeSparse gives factors', async () => {
    const method = { type: 'tnnr', rank: 3 } as const;
    const sparse = await completeSparse(listed(truth, mask), { method });
    const dense = await complete(truth, { mask, method, keepObserved: false });
    sparse.toMatrix().data.forEach((value, k) => {
      expect(value).toBeCloseTo(dense.matrix.data[k] as number, 4);
    });
  });

  test.each([
    [{ rank: 0 }, 'method.rank'],
    [{ threshold: 0 }, 'method.threshold'],
    [{ solver: 'svt' }, 'method.solver'],
    [{ iterations: 1.5 }, 'method.iterations'],
  ])('refuses %j', async (settings, name) => {
    const method = { type: 'tnnr', ...settings } as Options['method'];
    await expect(complete(truth, { mask, method })).rejects.toThrow(name);
  });
});
