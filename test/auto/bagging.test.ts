import { describe, expect, test } from 'vitest';
import { baggedBlend, withoutIdle } from '../../src/auto/bagging.js';
import { blend, scoreOf } from '../../src/auto/blend.js';

/** Twelve holes of ten entries. */
const hole = Int32Array.from({ length: 120 }, (_, e) => Math.floor(e / 10));
const truth = Float64Array.from(hole, (_, e) => Math.sin(e));
const evidence = { truth, hole, holes: 12, seed: 3 };
const off = (by: (hole: number) => number) =>
  truth.map((value, e) => value + by(hole[e] as number));

describe('baggedBlend', () => {
  test('takes the model alone that is best in every hole', () => {
    const { weights, errors } = baggedBlend([off(() => 3), off(() => 0.1), off(() => 2)], evidence);
    expect(weights).toEqual([0, 1, 0]);
    expect(errors.mae).toBeCloseTo(0.1, 12);
  });

  test('a model that wins by one hole shares with those that are alike elsewhere', () => {
    const models = [off((at) => (at === 0 ? 0 : 1.03)), off(() => 1.02)];
    expect(blend(models, truth, scoreOf).weights[0]).toBe(1);
    const { weights } = baggedBlend(models, evidence);
    expect(weights[1]).toBeGreaterThan(0.1);
    expect(weights[0]).toBeGreaterThan(0.1);
  });

  test('weights sum to 1, errors are those of the mean', () => {
    const models = [1, 2, 3].map((of) => off((at) => Math.sin(of * at * at)));
    const { weights, errors } = baggedBlend(models, evidence);
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    const mae = truth.reduce((sum, value, e) => {
      const mean = models.reduce(
        (m, model, k) => m + (weights[k] as number) * (model[e] as number),
        0,
      );
      return sum + Math.abs(mean - value) / truth.length;
    }, 0);
    expect(errors.mae).toBeCloseTo(mae, 12);
  });

  test('hangs on the seed, and on it alone', () => {
    const models = [1, 2, 3].map((of) => off((at) => Math.sin(of * at * at)));
    const { weights } = baggedBlend(models, evidence);
    expect(baggedBlend(models, evidence).weights).toEqual(weights);
    expect(baggedBlend(models, { ...evidence, seed: 4 }).weights).not.toEqual(weights);
  });

  test('gives none to models without finite values', () => {
    const broken = truth.map((value, e) => (e === 5 ? Number.NaN : value));
    expect(baggedBlend([broken, off(() => 1)], evidence).weights).toEqual([0, 1]);
    const none = baggedBlend([truth.map(() => Number.NaN)], evidence);
    expect(none.weights).toEqual([0]);
    expect(none.errors.mae).toBeNaN();
  });
});

describe('withoutIdle', () => {
  const often = truth.map((value, e) => value + (e % 10 === 0 ? 1 : 0));
  const steady = (by: number) => truth.map((value, e) => value + (e % 10 === 0 ? -1 : by));

  test('takes a small weight where the mean without it is as good', () => {
    expect(withoutIdle([0.95, 0.05], [often, steady(0.3)], truth)).toEqual([1, 0]);
    expect(withoutIdle([0.95, 0.05], [often, often], truth)).toEqual([1, 0]);
  });

  test('leaves one that lowers the error, and any that is not small', () => {
    expect(withoutIdle([0.95, 0.05], [often, steady(0.1)], truth)).toEqual([0.95, 0.05]);
    expect(withoutIdle([0.85, 0.15], [often, steady(0.3)], truth)).toEqual([0.85, 0.15]);
  });

  test('begins with the smallest', () => {
    const worst = steady(9);
    const weights = withoutIdle([0.87, 0.08, 0.05], [often, steady(0.1), worst], truth);
    expect(weights[2]).toBe(0);
    expect(weights[1]).toBeCloseTo(0.08 / 0.95, 12);
  });
});
