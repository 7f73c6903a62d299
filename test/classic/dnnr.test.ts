import { describe, expect, test } from 'vitest';
import { complete, completeSparse, type Options, randomMask } from '../../src/index.js';
import { errorOf, listed, lowRank } from './support.js';

const truth = lowRank(60, 50, 3);
const mask = randomMask(truth, 0.4, 1);
const noisy = { ...truth, data: truth.data.map((value, k) => value + 0.4 * Math.sin(k * k)) };

describe('dnnr', () => {
  test.each([
    { exponent: '1/2' },
    { exponent: '2/3' },
    { exponent: '2/3', penalty: 'geman' },
  ] as const)('recovers a low-rank matrix: %j', async (settings) => {
    const method = { type: 'dnnr', ...settings, tolerance: 1e-4 } as const;
    const result = await complete(truth, { mask, method });
    expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(2e-3);
    expect(result).toMatchObject({ steps: 42, stopReason: 'solved', converged: true, rank: 3 });
  });

  test('validation picks a step of the path', async () => {
    const whole = await complete(noisy, { mask, method: 'dnnr' });
    const result = await complete(noisy, { mask, method: 'dnnr', validation: { patience: 3 } });
    expect(result.steps).toBeLessThan(whole.steps);
    expect(result.validation?.steps).toBe(result.steps);
    expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(errorOf(whole.matrix, truth, 0.4));
  });

  test('completeSparse gives factors of the same', async () => {
    const method = { type: 'dnnr', least: 0.01 } as const;
    const sparse = await completeSparse(listed(truth, mask), { method });
    const dense = await complete(truth, { mask, method, keepObserved: false });
    expect(sparse.factors.left.cols).toBe(dense.rank);
    sparse.toMatrix().data.forEach((value, k) => {
      expect(value).toBeCloseTo(dense.matrix.data[k] as number, 4);
    });
  });

  test.each([
    [{ exponent: '1/3' }, 'method.exponent'],
    [{ penalty: 'l0' }, 'method.penalty'],
    [{ penalty: 'mcp', gamma: 0.5 }, 'method.gamma'],
    [{ least: 2 }, 'method.least'],
  ])('refuses %j', async (settings, name) => {
    const method = { type: 'dnnr', ...settings } as Options['method'];
    await expect(complete(truth, { mask, method })).rejects.toThrow(name);
  });
});
