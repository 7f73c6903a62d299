import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  complete,
  completeBatch,
  completeSparse,
  type Matrix,
  type Options,
  randomMask,
} from '../../src/index.js';
import { capture } from '../cli/capture.js';
import { errorOf, listed, lowRank } from './support.js';

const rows = 40;
const cols = 30;
const features = { rows: lowRank(rows, 3, 3, 11), cols: lowRank(cols, 2, 2, 12) };
const noise = lowRank(rows, cols, 1, 13);
const at = ({ data, cols: width }: Matrix, i: number, j: number) => data[i * width + j] as number;

/** What features explain, 3·f_0·g_1 − 2·f_2·g_0, and a little of rank one. */
const truth: Matrix = {
  rows,
  cols,
  data: Float64Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    const explained =
      3 * at(features.rows, i, 0) * at(features.cols, j, 1) -
      2 * at(features.rows, i, 2) * at(features.cols, j, 0);
    return explained + 0.3 * at(noise, i, j);
  }),
};
const mask = randomMask(truth, 0.6, 1);
const method = { type: 'fnnm', features, lambda1: 0.003, lambda2: 1e-4 } as const;
const stopping = { steps: 3000, tolerance: 1e-6 };

describe('fnnm', () => {
  test('features of rows and columns help', async () => {
    const result = await complete(truth, { mask, method, stopping });
    expect(result).toMatchObject({ method: 'fnnm', converged: true });
    const without = await complete(truth, {
      mask,
      method: { ...method, lambda2: 1e3 },
      stopping,
    });
    const error = errorOf(result.matrix, truth, 0.6);
    expect(error).toBeLessThan(0.01);
    expect(error).toBeLessThan(errorOf(without.matrix, truth, 0.6) / 2);
  });

  test('a row without any entry is predicted from its features', async () => {
    const data = mask.data.map((bit, k) => (k < cols ? 0 : bit));
    const { matrix } = await complete(truth, { mask: { ...mask, data }, method, stopping });
    for (let j = 0; j < cols; j++) {
      expect(Math.abs(at(matrix, 0, j) - at(truth, 0, j))).toBeLessThan(0.5);
      expect(Math.abs(at(matrix, 0, j))).toBeGreaterThan(0);
    }
  });

  test('centred: the mean is not shrunk', async () => {
    const given = [
      [1, 2],
      [3, null],
    ];
    const ones = { rows: [[1], [1]], cols: [[1], [1]] };
    const { matrix } = await complete(given, {
      method: { type: 'fnnm', features: ones, lambda1: 4, lambda2: 4, centre: true },
    });
    expect(matrix.data[3]).toBeCloseTo(2, 5);
  });

  test('completeSparse, completeBatch and threads give what complete gives', async () => {
    const few = { mask, method, stopping: { steps: 20, tolerance: 0 } };
    const dense = await complete(truth, { ...few, keepObserved: false, threads: 1 });
    const sparse = await completeSparse(listed(truth, mask), { method, stopping: few.stopping });
    sparse.toMatrix().data.forEach((value, k) => {
      expect(value).toBeCloseTo(dense.matrix.data[k] as number, 4);
    });
    const [item] = await completeBatch([truth], { ...few, keepObserved: false, threads: 2 });
    expect(item?.status === 'completed' && item.completion.matrix).toEqual(dense.matrix);
  });

  test('held entries choose the weights', async () => {
    const result = await complete(truth, {
      mask,
      method,
      tune: { 'method.lambda1': [0.003, 0.5], 'method.lambda2': [1e-4, 0.5] },
      validation: {},
    });
    expect(result.validation?.tried).toHaveLength(4);
    expect(result.validation?.error).toBeLessThan(0.05);
  });

  test.each<[Options['method'], string]>([
    ['fnnm', 'Expected matrices { rows, cols } for method.features but received undefined'],
    [
      { type: 'fnnm', features: { rows: features.cols, cols: features.cols } },
      'Expected a matrix of 40 rows, one for each row, for method.features.rows but received one of 30×2',
    ],
    [
      { type: 'fnnm', features: { rows: features.rows, cols: features.rows } },
      'Expected a matrix of 30 rows, one for each column, for method.features.cols but received one of 40×3',
    ],
    [
      { type: 'fnnm', features: { rows: features.rows } as typeof features },
      'Expected a matrix with a line for each column for method.features.cols but received undefined',
    ],
    [{ type: 'fnnm', features, lambda1: 0 }, 'method.lambda1'],
  ])('refuses %j', async (refused, message) => {
    await expect(complete(truth, { mask, method: refused })).rejects.toThrow(message);
  });

  test('features that are not finite', async () => {
    const data = features.rows.data.map((value, k) => (k === 7 ? Number.NaN : value));
    const broken = { ...method, features: { ...features, rows: { ...features.rows, data } } };
    await expect(complete(truth, { mask, method: broken })).rejects.toThrow(
      'Expected a finite float32 for method.features.rows at row 2, column 1 but received NaN',
    );
  });
});

describe('features on the command line', () => {
  test('are matrix files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lacuna-features-'));
    try {
      const file = async (name: string, text: string) => {
        await writeFile(join(folder, name), text);
        return join(folder, name);
      };
      const input = await file('input.csv', '1,2,\n2,,6\n,6,9\n');
      const of = await file('of.csv', '1\n2\n3\n');
      const set = ['rows', 'cols'].flatMap((side) => ['--set', `method.features.${side}=${of}`]);
      const given = await capture(['complete', input, '--json', '--method', 'fnnm', ...set]);
      expect([given.status, given.err]).toEqual([0, '']);
      const line = [[1], [2], [3]];
      const { loss } = await complete(
        [
          [1, 2, null],
          [2, null, 6],
          [null, 6, 9],
        ],
        { method: { type: 'fnnm', features: { rows: line, cols: line } } },
      );
      expect(JSON.parse(given.out).loss).toEqual(loss);
      const missing = await capture(['complete', input, '--method', 'fnnm']);
      expect(missing.err).toContain('method.features');
      const nowhere = ['--set', `method.features.rows=${join(folder, 'no.csv')}`];
      const absent = await capture(['complete', input, '--method', 'fnnm', ...nowhere]);
      expect(absent.err).toContain('no.csv');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
