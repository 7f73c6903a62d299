import { describe, expect, test } from 'vitest';
import { complete, completeBatch, type Options, randomMask } from '../../src/index.js';
import { errorOf, lowRank } from './support.js';

const truth = lowRank(60, 50, 3);
const mask = randomMask(truth, 0.4, 1);
const noisy = { ...truth, data: truth.data.map((value, k) => value + 0.4 * Math.sin(k * k)) };

const penalties = [
  'capped-l1',
  'etp',
  'geman',
  'laplace',
  'logarithm',
  'lp',
  'mcp',
  'scad',
] as const;

describe('irnn', () => {
  test.each(penalties)('%s recovers a low-rank matrix', async (penalty) => {
    const method = { type: 'irnn', penalty, tolerance: 1e-4 } as const;
    const result = await complete(truth, { mask, method });
    expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(1e-3);
    expect(result).toMatchObject({ steps: 42, stopReason: 'solved', converged: true, rank: 3 });
    expect(result.trainingError).toBeLessThan(1e-2);
  });

  test('λ means the same in another unit', async () => {
    const run = async (factor: number) => {
      const scaled = { ...noisy, data: noisy.data.map((value) => value * factor) };
      const method = { type: 'irnn', least: 0.05 } as const;
      const { matrix } = await complete(scaled, { mask, method, keepObserved: false });
      return Array.from(matrix.data, (value) => value / factor);
    };
    const [one, other] = [await run(1), await run(255)];
    other.forEach((value, k) => {
      expect(value).toBeCloseTo(one[k] as number, 3);
    });
  });

  test('tune names a penalty', async () => {
    const tune = { 'method.penalty': ['lp', 'scad'] };
    const { validation } = await complete(noisy, {
      mask,
      method: { type: 'irnn', least: 0.01 },
      validation: {},
      tune,
    });
    expect(validation?.tried).toHaveLength(2);
  });

  test('a batch gives what single runs give', async () => {
    const single = await complete(noisy, { mask, method: 'irnn', seed: 3 });
    const batch = await completeBatch([noisy, truth], { mask, method: 'irnn', seed: 3 });
    expect(batch[0]).toMatchObject({ status: 'completed', completion: { matrix: single.matrix } });
  });

  test('it ends when it is told to', async () => {
    const signal = AbortSignal.abort();
    await expect(complete(noisy, { mask, method: 'irnn', signal })).rejects.toThrow();
  });

  test('no more rank than allowed', async () => {
    const { rank } = await complete(noisy, { mask, method: { type: 'irnn', maxRank: 4 } });
    expect(rank).toBe(4);
  });

  test.each([
    [{ penalty: 'l0' }, 'method.penalty'],
    [{ penalty: 'lp', gamma: 2 }, 'method.gamma'],
    [{ penalty: 'scad', gamma: 2 }, 'method.gamma'],
    [{ penalty: 'mcp', gamma: 1 }, 'method.gamma'],
    [{ gamma: 0 }, 'method.gamma'],
    [{ start: 0 }, 'method.start'],
    [{ factor: 1 }, 'method.factor'],
    [{ least: 2 }, 'method.least'],
    [{ maxRank: 0 }, 'method.maxRank'],
    [{ iterations: 0 }, 'method.iterations'],
    [{ tolerance: -1 }, 'method.tolerance'],
  ])('refuses %j', async (settings, name) => {
    const method = { type: 'irnn', ...settings } as Options['method'];
    await expect(complete(truth, { mask, method })).rejects.toThrow(name);
  });
});
