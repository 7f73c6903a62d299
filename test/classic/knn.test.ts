import { describe, expect, test } from 'vitest';
import { complete, completeSparse, type Options, randomMask } from '../../src/index.js';
import { errorOf, lowRank } from './support.js';

const _ = null;

describe('knn', () => {
  test('averages the nearest rows that observe the column, over common columns', async () => {
    const given = [
      [1, 2, _],
      [1, 2, 8],
      [1, 3, 4],
      [9, 9, 0],
    ];
    const estimate = async (settings: object) => {
      const method = { type: 'knn', ...settings } as const;
      return (await complete(given, { method })).matrix.data[2];
    };
    expect(await estimate({ k: 1 })).toBeCloseTo(8, 5);
    expect(await estimate({ k: 2 })).toBeCloseTo(6, 5);
    expect(await estimate({ k: 2, weights: 'distance' })).toBeCloseTo(8, 5);
    expect(await estimate({})).toBeCloseTo(4, 5);
  });

  test('over columns it is the transposed problem', async () => {
    const truth = lowRank(30, 20, 2);
    const mask = randomMask(truth, 0.3, 4);
    const turned = (data: ArrayLike<number>) =>
      Float64Array.from({ length: 600 }, (_unused, k) =>
        Number(data[(k % 30) * 20 + Math.floor(k / 30)]),
      );
    const method = { type: 'knn', weights: 'distance' } as const;
    const rows = await complete(truth, { mask, method });
    const cols = await complete(
      { data: turned(truth.data), rows: 20, cols: 30 },
      {
        mask: { data: Uint8Array.from(turned(mask.data)), rows: 20, cols: 30 },
        method: { ...method, over: 'cols' },
      },
    );
    expect(cols.matrix.data).toEqual(turned(rows.matrix.data));
  });

  test('rows that are alike predict each other', async () => {
    const base = lowRank(4, 40, 3);
    const data = Float64Array.from({ length: 64 * 40 }, (_unused, k) =>
      Number(base.data[k % (4 * 40)]),
    );
    const truth = { data, rows: 64, cols: 40 };
    const { matrix, stopReason } = await complete(truth, {
      mask: randomMask(truth, 0.4, 1),
      method: { type: 'knn', k: 2 },
    });
    expect(errorOf(matrix, truth, 0.4)).toBeLessThan(1e-6);
    expect(stopReason).toBe('solved');
  });

  test('from listed entries: places, no factors; the same estimates', async () => {
    const truth = lowRank(40, 30, 2);
    const mask = randomMask(truth, 0.6, 2);
    const at = Array.from(mask.data.keys());
    const seen = at.filter((k) => mask.data[k]);
    const hidden = at.filter((k) => !mask.data[k]);
    const listed = {
      rows: 40,
      cols: 30,
      row: seen.map((k) => Math.floor(k / 30)),
      col: seen.map((k) => k % 30),
      values: seen.map((k) => Number(truth.data[k])),
    };
    const predictAt = {
      row: hidden.map((k) => Math.floor(k / 30)),
      col: hidden.map((k) => k % 30),
    };
    for (const baselines of [false, true]) {
      const options = { method: { type: 'knn', baselines, over: 'cols' } } as const;
      const dense = await complete(truth, { ...options, mask });
      const sparse = await completeSparse(listed, { ...options, predictAt });
      expect(sparse.factors.left.cols).toBe(0);
      hidden.forEach((k, n) => {
        expect(sparse.predictions?.[n]).toBeCloseTo(Number(dense.matrix.data[k]), 5);
      });
    }
  });

  test.each([
    [{ k: 0 }, 'method.k'],
    [{ weights: 'near' }, 'method.weights'],
    [{ shrinkage: -1 }, 'method.shrinkage'],
  ])('%j is refused', async (settings, name) => {
    const method = { type: 'knn', ...settings } as unknown as Options['method'];
    await expect(complete([[1, _, 2]], { method })).rejects.toThrow(` for ${name} but received `);
  });
});
