import { describe, expect, test } from 'vitest';
import { complete, completeSparse, type Options, randomMask } from '../../src/index.js';
import { errorOf, lowRank } from './support.js';

const truth = lowRank(60, 50, 3);
const mask = randomMask(truth, 0.4, 1);

describe('soft-impute', () => {
  test.each(['full', 'als'] as const)('%s: a path to little λ recovers', async (algorithm) => {
    const method = { type: 'soft-impute', algorithm, least: 1e-5, tolerance: 1e-4 } as const;
    const result = await complete(truth, { mask, method });
    expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(1e-3);
    expect(result).toMatchObject({ steps: 30, stopReason: 'solved', converged: true });
  });

  test('one λ: als comes to what full comes to, in another unit too', async () => {
    const run = async (algorithm: 'full' | 'als', factor: number) => {
      const method = { type: 'soft-impute', algorithm, lambda: 0.05 } as const;
      const scaled = { ...truth, data: truth.data.map((value) => value * factor) };
      const stopping = { steps: 2000, tolerance: 1e-7 };
      const options: Options = { mask, method, stopping, keepObserved: false };
      const { matrix } = await complete(scaled, options);
      return Array.from(matrix.data, (value) => value / factor);
    };
    const full = await run('full', 1);
    for (const other of [await run('als', 1), await run('full', 255)]) {
      other.forEach((value, k) => {
        expect(value).toBeCloseTo(full[k] as number, 2);
      });
    }
  });

  test('validation picks a point of the path', async () => {
    const noisy = { ...truth, data: truth.data.map((value, k) => value + 0.4 * Math.sin(k * k)) };
    const result = await complete(noisy, { mask, method: 'soft-impute', validation: {} });
    expect(result.steps).toBeLessThan(30);
    expect(result.validation?.steps).toBe(result.steps);
    const whole = await complete(noisy, { mask, method: 'soft-impute' });
    expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(errorOf(whole.matrix, truth, 0.4));
  });

  test('centred: the mean is not shrunk', async () => {
    const method = { type: 'soft-impute', lambda: 1, centre: true } as const;
    const { matrix } = await complete(
      [
        [1, 2],
        [3, null],
      ],
      { method },
    );
    expect(matrix.data[3]).toBeCloseTo(2, 5);
  });

  test('completeSparse gives factors', async () => {
    const at = Array.from(mask.data.keys()).filter((k) => mask.data[k]);
    const input = {
      rows: truth.rows,
      cols: truth.cols,
      row: at.map((k) => Math.floor(k / truth.cols)),
      col: at.map((k) => k % truth.cols),
      values: at.map((k) => truth.data[k] as number),
    };
    const method = { type: 'soft-impute', algorithm: 'als', maxRank: 6 } as const;
    const sparse = await completeSparse(input, { method });
    const dense = await complete(truth, { mask, method, scale: 'none', keepObserved: false });
    sparse.toMatrix().data.forEach((value, k) => {
      expect(value).toBeCloseTo(dense.matrix.data[k] as number, 4);
    });
  });

  test.each([
    [{ lambda: 0 }, 'method.lambda'],
    [{ least: 1 }, 'method.least'],
    [{ points: 0 }, 'method.points'],
    [{ algorithm: 'svd' }, 'method.algorithm'],
  ])('refuses %j', async (settings, name) => {
    const method = { type: 'soft-impute', ...settings } as Options['method'];
    await expect(complete(truth, { mask, method })).rejects.toThrow(name);
  });
});
