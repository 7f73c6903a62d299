import { describe, expect, test } from 'vitest';
import { complete, completeSparse, type Options, randomMask } from '../../src/index.js';
import { errorOf, lowRank } from './support.js';

const truth = lowRank(150, 120, 3);
const mask = randomMask(truth, 0.5, 1);

/** The observed entries. */
function triplets() {
  const at = Array.from(mask.data.keys()).filter((k) => mask.data[k]);
  return {
    rows: truth.rows,
    cols: truth.cols,
    row: at.map((k) => Math.floor(k / truth.cols)),
    col: at.map((k) => k % truth.cols),
    values: at.map((k) => truth.data[k] as number),
  };
}

describe('lmafit', () => {
  test.each([{ rankStrategy: 'increase' }, { rankStrategy: 'fixed', rank: 3 }] as const)(
    'recovers a low-rank matrix: %j',
    async (settings) => {
      const method = { type: 'lmafit', ...settings } as const;
      const result = await complete(truth, { mask, method });
      expect(errorOf(result.matrix, truth, 0.5)).toBeLessThan(1e-4);
      expect(result.rank).toBe(3);
    },
  );

  test('a rank that may fall does, where there is a gap', async () => {
    const centred = { ...truth, data: truth.data.map((value) => value - 0.75) };
    const method = { type: 'lmafit', rankStrategy: 'decrease', rank: 6 } as const;
    const options = { mask: randomMask(truth, 0.2, 1), method };
    const result = await complete(centred, options);
    expect(result.rank).toBe(4);
    expect(errorOf(result.matrix, centred, 0.2)).toBeLessThan(1e-4);
  });

  test('completeSparse gives the same factors', async () => {
    const options = { method: 'lmafit', stopping: { steps: 15 } } as const;
    const dense = await complete(truth, { ...options, mask, keepObserved: false });
    const sparse = await completeSparse(triplets(), options);
    expect(sparse.factors.left.cols).toBe(dense.rank);
    sparse.toMatrix().data.forEach((value, k) => {
      expect(value).toBeCloseTo(dense.matrix.data[k] as number, 4);
    });
  });

  test.each([
    [{ rank: 0 }, 'method.rank'],
    [{ rankStrategy: 'guess' }, 'method.rankStrategy'],
    [{ maxRank: -1 }, 'method.maxRank'],
  ])('refuses %j', async (settings, name) => {
    const method = { type: 'lmafit', ...settings } as Options['method'];
    await expect(complete(truth, { mask, method })).rejects.toThrow(name);
  });
});
