import { describe, expect, test } from 'vitest';
import { complete, completeSparse, randomMask } from '../../src/index.js';
import { errorOf, listed, lowRank } from './support.js';

const truth = lowRank(60, 50, 3);
const mask = randomMask(truth, 0.4, 1);
const noisy = { ...truth, data: truth.data.map((value, k) => value + 0.4 * Math.sin(k * k)) };

describe.each(['dnnr', 'gpg', 'irnn', 'isvta'] as const)('the path of weights of %s', (type) => {
  test('validation picks a step of it, and patience ends it', async () => {
    const whole = await complete(noisy, { mask, method: type });
    const result = await complete(noisy, { mask, method: type, validation: { patience: 3 } });
    expect(result.steps).toBeLessThan(whole.steps);
    expect(result.validation?.steps).toBe(result.steps);
    expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(errorOf(whole.matrix, truth, 0.4));
  });

  test('completeSparse gives factors of the same', async () => {
    const method = { type, least: 0.01 };
    const sparse = await completeSparse(listed(truth, mask), { method });
    const dense = await complete(truth, { mask, method, keepObserved: false });
    expect(sparse.factors.left.cols).toBe(dense.rank);
    sparse.toMatrix().data.forEach((value, k) => {
      expect(value).toBeCloseTo(dense.matrix.data[k] as number, 4);
    });
  });
});
