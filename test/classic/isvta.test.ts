import { describe, expect, test } from 'vitest';
import { complete, type Options, randomMask } from '../../src/index.js';
import { errorOf, lowRank } from './support.js';

const truth = lowRank(60, 50, 3);
const mask = randomMask(truth, 0.4, 1);

describe('isvta', () => {
  test.each([{ iteration: 'plain' }, { iteration: 'accelerated' }, { p: 0.1 }] as const)(
    'recovers a low-rank matrix: %j',
    async (settings) => {
      const method = { type: 'isvta', ...settings, tolerance: 1e-4 } as const;
      const result = await complete(truth, { mask, method });
      expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(2e-3);
      expect(result).toMatchObject({ steps: 42, stopReason: 'solved', converged: true, rank: 3 });
    },
  );

  test.each([
    [{ p: 0 }, 'method.p'],
    [{ p: 2 }, 'method.p'],
    [{ epsilon: 0 }, 'method.epsilon'],
    [{ iteration: 'fast' }, 'method.iteration'],
    [{ least: 2 }, 'method.least'],
  ])('refuses %j', async (settings, name) => {
    const method = { type: 'isvta', ...settings } as Options['method'];
    await expect(complete(truth, { mask, method })).rejects.toThrow(name);
  });
});
