import { describe, expect, test } from 'vitest';
import { complete, type Options, randomMask } from '../../src/index.js';
import { errorOf, lowRank } from './support.js';

const truth = lowRank(60, 50, 3);
const mask = randomMask(truth, 0.4, 1);

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
