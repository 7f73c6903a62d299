import { describe, expect, test } from 'vitest';
import { blend, errorsOf, scoreOf } from '../../src/auto/blend.js';

const truth = Float64Array.from({ length: 200 }, (_, k) => Math.sin(k));
const shifted = (by: number) => truth.map((value) => value + by);

describe('blend', () => {
  test('takes the best model alone where others only make it worse', () => {
    const { weights, errors } = blend([shifted(3), shifted(0.1), shifted(2)], truth, scoreOf);
    expect(weights).toEqual([0, 1, 0]);
    expect(errors.mae).toBeCloseTo(0.1, 12);
    expect(errors.rmse).toBeCloseTo(0.1, 12);
  });

  test('mixes models whose errors cancel', () => {
    const { weights, errors } = blend([shifted(1), shifted(-1)], truth, scoreOf);
    expect(weights).toEqual([0.5, 0.5]);
    expect(errors.mae).toBeLessThan(1e-12);
  });

  test('is never worse than the best model', () => {
    const models = [1, 2, 3, 4].map((of) => truth.map((value, k) => value + Math.sin(of * k * k)));
    const least = Math.min(...models.map((one) => errorsOf(one, truth).mae));
    const { weights, errors } = blend(models, truth, scoreOf);
    expect(errors.mae).toBeLessThanOrEqual(least);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  test('gives none to models without finite values', () => {
    const broken = truth.map((value, k) => (k === 5 ? Number.NaN : value));
    expect(blend([broken, shifted(1)], truth, scoreOf).weights).toEqual([0, 1]);
    expect(blend([broken], truth, scoreOf).weights).toEqual([0]);
  });
});

test('a model that is far off at few entries has a worse score than one that is a little off everywhere', () => {
  const even = errorsOf(shifted(0.11), truth);
  const rare = errorsOf(
    truth.map((value, k) => (k % 100 === 0 ? value + 10 : value)),
    truth,
  );
  expect(rare.mae).toBeCloseTo(0.1, 12);
  expect(scoreOf(rare, truth.length)).toBeGreaterThan(scoreOf(even, truth.length));
  expect(scoreOf(even, truth.length)).toBeCloseTo(0.11, 6);
});
