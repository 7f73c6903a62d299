import { describe, expect, test } from 'vitest';
import { complete, completeSparse, type Options, randomMask } from '../../src/index.js';
import { errorOf, lowRank } from './support.js';

const truth = lowRank(60, 50, 3);
const mask = randomMask(truth, 0.4, 1);

describe('svd', () => {
  test('recovers a matrix of its rank', async () => {
    const method = { type: 'svd', rank: 3 } as const;
    const result = await complete(truth, { mask, method, stopping: { tolerance: 1e-6 } });
    expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(1e-4);
    expect(result).toMatchObject({ method: 'svd', rank: 3, converged: true });
  });

  test('by its name, with validated steps', async () => {
    const options: Options = { mask, method: 'svd', validation: {} };
    const result = await complete(truth, options);
    expect(result.rank).toBe(10);
    expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(0.05);
  });

  test('starts at the means of rows or columns', async () => {
    const given = [
      [1, 2, 3],
      [5, null, 8],
      [9, 10, 13],
    ];
    const start = async (from: 'rows' | 'cols') => {
      const method = { type: 'svd', rank: 3, start: from } as const;
      return (await complete(given, { method, stopping: { steps: 1 } })).matrix.data[4];
    };
    expect(await start('rows')).toBeCloseTo(6.5, 4);
    expect(await start('cols')).toBeCloseTo(6, 4);
  });

  test('needs all of the matrix', async () => {
    const input = { rows: 2, cols: 2, row: [0, 1], col: [0, 1], values: [1, 2] };
    await expect(completeSparse(input, { method: 'svd' })).rejects.toThrow('svd');
  });

  test.each([
    [{ rank: 0 }, 'method.rank'],
    [{ rank: 2.5 }, 'method.rank'],
    [{ start: 'zero' }, 'method.start'],
  ])('refuses %j', async (settings, name) => {
    const method = { type: 'svd', ...settings } as Options['method'];
    await expect(complete(truth, { mask, method })).rejects.toThrow(name);
  });
});
