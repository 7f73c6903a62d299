import { describe, expect, test } from 'vitest';
import { complete, type Options, randomMask } from '../../src/index.js';
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

describe('gpg', () => {
  test.each(penalties)('%s recovers a low-rank matrix', async (penalty) => {
    const method = { type: 'gpg', penalty, tolerance: 1e-4 } as const;
    const result = await complete(truth, { mask, method });
    expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(1e-3);
    expect(result).toMatchObject({ steps: 42, stopReason: 'solved', converged: true, rank: 3 });
    expect(result.trainingError).toBeLessThan(1e-2);
  });

  test('the iteration of irnn stops before the minimum that gpg takes', async () => {
    const run = async (type: 'gpg' | 'irnn') =>
      complete(noisy, {
        mask,
        method: { type, penalty: 'lp', start: 0.1, least: 0.1, iterations: 1 },
        keepObserved: false,
      });
    const size = ({ matrix }: { matrix: { data: ArrayLike<number> } }) =>
      Array.from(matrix.data).reduce((sum, value) => sum + value * value, 0);
    expect(size(await run('gpg'))).toBeLessThan(size(await run('irnn')));
  });

  test.each([
    [{ penalty: 'l0' }, 'method.penalty'],
    [{ penalty: 'scad', gamma: 2 }, 'method.gamma'],
    [{ least: 2 }, 'method.least'],
    [{ factor: 0 }, 'method.factor'],
  ])('refuses %j', async (settings, name) => {
    const method = { type: 'gpg', ...settings } as Options['method'];
    await expect(complete(truth, { mask, method })).rejects.toThrow(name);
  });
});
