import { describe, expect, test } from 'vitest';
import { complete, completeSparse, type Matrix, randomMask } from '../../src/index.js';
import { uniform } from '../../src/random.js';
import { listed } from './support.js';

/** 160 rows: two uniform columns, a product of steps of both, and a bend of the first, in units of their own. */
function measurements(): Matrix {
  const data = Float64Array.from({ length: 640 }, (_, k) => {
    const [i, j] = [Math.floor(k / 4), k % 4];
    const [a, b] = [uniform(1, 2 * i), uniform(1, 2 * i + 1)];
    return [a, b, (a > 0.5 ? 100 : 20) * (b > 0.3 ? 1 : -1), Math.abs(a - 0.4)][j] as number;
  });
  return { data, rows: 160, cols: 4 };
}

const truth = measurements();
const drawn = randomMask(truth, 0.2, 1);
/** What the other columns hang on is all there. */
const mask = { ...drawn, data: drawn.data.map((is, k) => (k % 4 < 2 ? 1 : is)) };

describe('forest', () => {
  test('finds columns that are steps and bends of others, where a regression does not', async () => {
    const { matrix, stopReason, steps } = await complete(truth, { mask, method: 'forest' });
    expect(steps).toBeLessThanOrEqual(5);
    expect(['steps', 'tolerance']).toContain(stopReason);
    const line = (await complete(truth, { mask, method: 'gaussian' })).matrix;
    const off = ({ data }: Matrix, j: number) =>
      Array.from(truth.data)
        .map((x, k) => (k % 4 === j ? (x - (data[k] as number)) ** 2 : 0))
        .reduce((sum, square) => sum + square, 0);
    for (const j of [2, 3]) expect(off(matrix, j)).toBeLessThan(0.6 * off(line, j));
  });

  test('the same with rows and columns turned', async () => {
    const turned = ({
      data,
      rows,
      cols,
    }: {
      data: ArrayLike<number>;
      rows: number;
      cols: number;
    }) => ({
      data: Float64Array.from(
        { length: rows * cols },
        (_, k) => data[(k % rows) * cols + Math.floor(k / rows)] as number,
      ),
      rows: cols,
      cols: rows,
    });
    const options = { stopping: { steps: 2 } };
    const upright = await complete(truth, { mask, method: 'forest', ...options });
    const lying = await complete(turned(truth), {
      mask: turned(mask),
      method: { type: 'forest', over: 'cols' },
      ...options,
    });
    expect(Array.from(turned(lying.matrix).data)).toEqual(Array.from(upright.matrix.data));
  });

  test('deviations: nine of ten missing entries lie within two of them', async () => {
    const { matrix, deviations } = await complete(truth, { mask, method: 'forest' });
    const missing = Array.from(mask.data.keys()).filter((k) => !mask.data[k]);
    const within = missing.filter(
      (k) =>
        Math.abs((matrix.data[k] as number) - (truth.data[k] as number)) <=
        2 * (deviations?.data[k] as number),
    );
    expect(within.length / missing.length).toBeGreaterThan(0.85);
  });

  test('the same bits for any thread count, others for another seed; validation picks a step', async () => {
    const run = (options: object) => complete(truth, { mask, method: 'forest', ...options });
    const [one, two, other] = [
      await run({ validation: {}, threads: 1 }),
      await run({ validation: {}, threads: 2 }),
      await run({ validation: {}, seed: 5 }),
    ];
    expect(one.validation?.error).toBeGreaterThan(0);
    expect(two.matrix.data).toEqual(one.matrix.data);
    expect(other.matrix.data).not.toEqual(one.matrix.data);
  });

  test('listed entries are refused, as it needs all of the matrix', async () => {
    await expect(completeSparse(listed(truth, mask), { method: 'forest' })).rejects.toThrow(
      'forest',
    );
  });

  test.each<[object, string]>([
    [{ trees: 0 }, 'for method.trees but received 0'],
    [{ share: 0 }, 'Expected a number in (0, 1] for method.share but received 0'],
    [{ share: 1.5 }, 'for method.share but received 1.5'],
    [{ leaf: 1.5 }, 'for method.leaf but received 1.5'],
    [{ over: 'all' }, 'for method.over but received "all"'],
  ])('refuses %j', async (settings, message) => {
    const wrong = { type: 'forest', ...settings } as never;
    await expect(complete(truth, { mask, method: wrong })).rejects.toThrow(message);
  });
});
