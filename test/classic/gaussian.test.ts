import { describe, expect, test } from 'vitest';
import { complete, completeSparse, type Matrix, randomMask } from '../../src/index.js';
import { uniform } from '../../src/random.js';
import { errorOf, listed } from './support.js';

/** Four columns of 60 rows in units of their own, which hang together but for little. */
function measurements(): Matrix {
  const data = Float64Array.from({ length: 240 }, (_, k) => {
    const [i, j] = [Math.floor(k / 4), k % 4];
    const [a, b] = [uniform(1, 2 * i), uniform(1, 2 * i + 1)];
    const noise = 0.01 * uniform(2, k);
    return [100 * (a + noise), a - b + noise, 1e-3 * (a + b + noise), 5 * b - 2 * a][j] as number;
  });
  return { data, rows: 60, cols: 4 };
}

const truth = measurements();
const mask = randomMask(truth, 0.2, 1);

describe('gaussian', () => {
  test('columns that hang together complete each other, whatever their units', async () => {
    const { matrix, stopReason } = await complete(truth, {
      mask,
      method: { type: 'gaussian', shrinkage: 1e-3 },
    });
    expect(stopReason).toBe('tolerance');
    const mean = (await complete(truth, { mask, method: { type: 'mean', of: 'cols' } })).matrix;
    expect(errorOf(matrix, truth, 0.2)).toBeLessThan(0.1 * errorOf(mean, truth, 0.2));
    const column = ({ data }: { data: ArrayLike<number> }, j: number) =>
      Array.from({ length: 60 }, (_, i) => data[4 * i + j] as number);
    const off = (of: Matrix, j: number) =>
      column(truth, j).reduce(
        (sum, value, i) => sum + (value - (column(of, j)[i] as number)) ** 2,
        0,
      );
    for (const j of [0, 1, 2, 3]) expect(off(matrix, j)).toBeLessThan(0.1 * off(mean, j));
  });

  test('two columns: the regression of those rows that have both', async () => {
    const given = [
      [1, 3.1],
      [2, 4.9],
      [3, 7.2],
      [4, 8.8],
      [5, null],
      [6, null],
    ];
    const { matrix } = await complete(given, {
      method: { type: 'gaussian', shrinkage: 1e-6 },
      stopping: { tolerance: 1e-9, steps: 1000 },
    });
    expect(matrix.data[9]).toBeCloseTo(6 + 1.94 * 2.5, 3);
    expect(matrix.data[11]).toBeCloseTo(6 + 1.94 * 3.5, 3);
  });

  test('marginals: a skewed column is completed within what was observed of it', async () => {
    const skewed = {
      ...truth,
      data: truth.data.map((x, k) => (k % 4 === 1 ? Math.exp(5 * x) : x)),
    };
    const run = async (marginals: 'normal' | 'empirical') => {
      const method = { type: 'gaussian', marginals, shrinkage: 0.05 } as const;
      const { matrix } = await complete(skewed, { mask, method });
      const missing = Array.from(mask.data.keys()).filter((k) => k % 4 === 1 && !mask.data[k]);
      const estimates = missing.map((k) => matrix.data[k] as number);
      const errors = missing.map((k, n) => (estimates[n] as number) - (skewed.data[k] as number));
      return { estimates, squared: errors.reduce((sum, error) => sum + error ** 2, 0) };
    };
    const [normal, empirical] = [await run('normal'), await run('empirical')];
    const seen = Array.from(skewed.data).filter((_, k) => k % 4 === 1 && mask.data[k]);
    for (const x of empirical.estimates) {
      expect(x).toBeGreaterThanOrEqual(Math.min(...seen));
      expect(x).toBeLessThanOrEqual(Math.max(...seen));
    }
    expect(empirical.squared).toBeLessThan(0.5 * normal.squared);
  });

  test('deviations: nine of ten missing entries lie within their intervals', async () => {
    const { matrix, deviations } = await complete(truth, { mask, method: 'gaussian' });
    const missing = Array.from(mask.data.keys()).filter((k) => !mask.data[k]);
    const within = missing.filter(
      (k) =>
        Math.abs((matrix.data[k] as number) - (truth.data[k] as number)) <=
        1.645 * (deviations?.data[k] as number),
    );
    expect(within.length / missing.length).toBeGreaterThan(0.85);
  });

  test('validation picks a step, and any thread count gives the same bits', async () => {
    const run = (threads: number) =>
      complete(truth, { mask, method: 'gaussian', validation: {}, threads });
    const [one, two] = [await run(1), await run(2)];
    expect(one.validation?.error).toBeGreaterThan(0);
    expect(two.matrix.data).toEqual(one.matrix.data);
  });

  test('listed entries are refused, as it needs all of the matrix', async () => {
    await expect(completeSparse(listed(truth, mask), { method: 'gaussian' })).rejects.toThrow(
      'gaussian',
    );
  });

  test.each<[object, string]>([
    [{ shrinkage: 0 }, 'Expected a number >= 0.000001 for method.shrinkage but received 0'],
    [{ marginals: 'ranks' }, 'for method.marginals but received "ranks"'],
    [{ over: 'all' }, 'for method.over but received "all"'],
  ])('refuses %j', async (settings, message) => {
    const wrong = { type: 'gaussian', ...settings } as never;
    await expect(complete(truth, { mask, method: wrong })).rejects.toThrow(message);
  });
});
