import { describe, expect, test } from 'vitest';
import { complete, completeBatch, completeSparse, type SparseOptions } from '../../src/index.js';
import { meanSquare, measuredWith, movieLens, movieLensSplit } from '../measured-data.js';
import { uniforms } from './support.js';

/** Ratings from 1 to 5 of a hidden rank 2, a fifth of them known, and the truth. */
function ratings(rows: number, cols: number) {
  const draw = uniforms(7);
  const tastes = Array.from({ length: rows }, () => [draw(), draw(), draw()]);
  const kinds = Array.from({ length: cols }, () => [draw(), draw(), draw()]);
  const truth = (i: number, j: number) => {
    const [a, b, own] = tastes[i] as [number, number, number];
    const [c, d, liked] = kinds[j] as [number, number, number];
    return 1 + 4 * (0.3 * own + 0.3 * liked + 0.2 * (a * c + b * d));
  };
  const row: number[] = [];
  const col: number[] = [];
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      if (draw() < 0.2) [row.push(i), col.push(j)];
    }
  }
  const values = row.map((i, at) => Math.fround(truth(i, col[at] as number)));
  return { input: { rows, cols, row, col, values }, truth };
}

const { input, truth } = ratings(120, 90);

/** √ of the mean squared error over all entries. */
function rmse(predict: (i: number, j: number) => number): number {
  let sum = 0;
  for (let i = 0; i < input.rows; i++) {
    for (let j = 0; j < input.cols; j++) sum += (predict(i, j) - truth(i, j)) ** 2;
  }
  return Math.sqrt(sum / (input.rows * input.cols));
}

function meanRating(): number {
  return input.values.reduce((sum, value) => sum + value, 0) / input.values.length;
}

describe('dlrl', () => {
  const options: SparseOptions = { method: 'dlrl', optimizer: { weightDecay: 0.5 }, threads: 1 };

  test('comes closer than the mean, keeps factors, and is the same on more threads', async () => {
    const one = await completeSparse(input, options);
    expect(one.factors.left.cols).toBe(22);
    expect(rmse(one.predict)).toBeLessThan(0.2 * rmse(meanRating));
    expect(one.steps).toBeLessThanOrEqual(600);
    const two = await completeSparse(input, { ...options, threads: 2 });
    expect(two.factors.left.data).toEqual(one.factors.left.data);
  });

  test('complete and completeBatch give what completeSparse gives', async () => {
    const data = new Float32Array(input.rows * input.cols).fill(Number.NaN);
    input.row.forEach((i, at) => {
      data[i * input.cols + (input.col[at] as number)] = input.values[at] as number;
    });
    const matrix = { rows: input.rows, cols: input.cols, data };
    const short = { ...options, stopping: { steps: 40 } };
    const sparse = await completeSparse(input, short);
    const dense = await complete(matrix, { ...short, keepObserved: false });
    const [item] = await completeBatch([matrix], { ...short, keepObserved: false });
    expect(dense.steps).toBe(sparse.steps);
    expect(dense.loss.total).toBeCloseTo(sparse.loss.total, 4);
    expect(rmse((i, j) => dense.matrix.data[i * input.cols + j] as number)).toBeCloseTo(
      rmse(sparse.predict),
      4,
    );
    expect(item?.status === 'completed' && item.completion.matrix.data).toEqual(dense.matrix.data);
  });

  test('takes other blocks, and none of the parts that need all of X', async () => {
    const type = 'schatten-blocks' as const;
    const blocks = { type, widths: [4, 3], exponent: [1, 1.5, 2] };
    const short = { ...options, stopping: { steps: 5 } };
    const result = await completeSparse(input, { ...short, representation: blocks });
    expect(result.factors.left.cols).toBe(5);
    await expect(
      completeSparse(input, { ...short, representation: { ...blocks, exponent: [1, 1.5] } }),
    ).rejects.toThrow('Expected as many exponents as blocks (3) for representation.exponent');
    await expect(
      complete([[1, null, 2]], { ...short, regularizers: [{ type: 'tv-l1', weight: 1 }] }),
    ).rejects.toThrow('Expected no regularizers beside Schatten blocks');
  });
});

test('dlrl-published trains, and ends where its rate has fallen', async () => {
  const options = { method: 'dlrl-published', scale: 'none' } as const;
  const result = await completeSparse(input, options);
  expect(result.loss.total).toBeLessThan(0.01 * (result.trace[0]?.loss.total as number));
  const schedule = { type: 'plateau', patience: 0, threshold: 0.5, stopBelow: 0.5 } as const;
  const early = await completeSparse(input, { ...options, schedule });
  expect(early.stopReason).toBe('tolerance');
  expect(early.steps).toBeLessThan(result.steps);
});

const { isThere, note } = measuredWith('MovieLens-100K', movieLens);

describe.runIf(isThere)(note, () => {
  /** The mean squared error over the test ratings of the first split. */
  async function testError(options: SparseOptions): Promise<number> {
    const { train, test } = movieLensSplit();
    const { predictMany } = await completeSparse(train, options);
    return meanSquare(predictMany(test.row, test.col), test);
  }

  test('dlrl-published: a mean squared error of 0.89', async () => {
    const mse = await testError({ method: 'dlrl-published', scale: 'none' });
    expect(Math.abs(mse - 0.89)).toBeLessThanOrEqual(0.015);
  }, 60_000);

  test('dlrl: an RMSE of at most 0.935', async () => {
    const mse = await testError({ method: 'dlrl', scale: [1, 5], bounds: [1, 5] });
    expect(Math.sqrt(mse)).toBeLessThanOrEqual(0.935);
  }, 60_000);
});

test.skipIf(isThere)(note, () => undefined);
