import { describe, expect, test } from 'vitest';
import { complete, completeSparse, randomMask } from '../../src/index.js';

const rows = 24;
const cols = 31;

function matrixOf(value: (i: number, j: number) => number) {
  const data = Float64Array.from({ length: rows * cols }, (_, k) =>
    value(Math.floor(k / cols), k % cols),
  );
  return { data, rows, cols };
}

/** Missing are rows 6 to 15, columns 8 to 21. */
const hole = {
  data: Uint8Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    return i < 6 || i > 15 || j < 8 || j > 21 ? 1 : 0;
  }),
  rows,
  cols,
};

function greatestError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, k) => Math.abs(value - Number(b[k]))));
}

describe('functions on a grid', () => {
  test('a harmonic function is found again', async () => {
    const truth = matrixOf((i, j) => i * i - j * j + 3 * i * j);
    const { matrix, stopReason } = await complete(truth, { mask: hole, method: 'harmonic' });
    expect(greatestError(matrix.data, truth.data)).toBeLessThan(1e-3);
    expect(stopReason).toBe('solved');
  });

  test('a cubic is biharmonic, but not harmonic', async () => {
    const truth = matrixOf((i, j) => i ** 3 + i * j * j - 40 * j * j);
    const error = async (method: 'harmonic' | 'biharmonic') =>
      greatestError((await complete(truth, { mask: hole, method })).matrix.data, truth.data);
    expect(await error('biharmonic')).toBeLessThan(1e-2);
    expect(await error('harmonic')).toBeGreaterThan(100);
  });

  test('estimates stay within the range of what is observed', async () => {
    const wave = matrixOf((i, j) => Math.sin(i) * Math.cos(2 * j));
    const mask = randomMask(wave, 0.9, 5);
    const { matrix } = await complete(wave, { mask, method: 'biharmonic' });
    const seen = Array.from(wave.data).filter((_, k) => mask.data[k]);
    expect(Math.max(...matrix.data)).toBeLessThanOrEqual(Math.max(...seen));
    expect(Math.min(...matrix.data)).toBeGreaterThanOrEqual(Math.min(...seen));
  });

  test('a small weight of one direction leaves interpolation along the other', async () => {
    const ramps = matrixOf((i, j) => 100 * ((7 * i) % 5) + (i % 3) * j);
    const error = async (colWeight: number) => {
      const method = { type: 'harmonic', colWeight } as const;
      return greatestError((await complete(ramps, { mask: hole, method })).matrix.data, ramps.data);
    };
    expect(await error(0.001)).toBeLessThan(20);
    expect(await error(1)).toBeGreaterThan(100);
  });

  test('telea carries what is around a hole into it', async () => {
    const halves = matrixOf((_, j) => (j < 15 ? -2 : 7));
    const { matrix, stopReason } = await complete(halves, { mask: hole, method: 'telea' });
    expect(stopReason).toBe('solved');
    expect(matrix.data[8 * cols + 9]).toBeCloseTo(-2, 1);
    expect(matrix.data[8 * cols + 20]).toBeCloseTo(7, 1);
  });

  test('the radius of telea says from how far', async () => {
    const noise = matrixOf((i, j) => (i * 7 + j * 13) % 10);
    const completed = async (radius: number, data: Float64Array) => {
      const method = { type: 'telea', radius } as const;
      const truth = { data, rows, cols };
      return (await complete(truth, { mask: hole, method, scale: 'none' })).matrix.data[
        6 * cols + 12
      ];
    };
    const threeAbove = noise.data.with(3 * cols + 12, 40);
    expect(await completed(2, threeAbove)).toBe(await completed(2, noise.data));
    expect(await completed(3, threeAbove)).toBeGreaterThan((await completed(3, noise.data)) ?? 0);
  });

  test('listed entries are refused', async () => {
    const listed = { rows: 3, cols: 3, row: [0, 1], col: [1, 2], values: [1, 2] };
    for (const method of ['harmonic', 'biharmonic', 'telea'] as const) {
      await expect(completeSparse(listed, { method })).rejects.toThrow(/ for method but received /);
    }
  });
});
