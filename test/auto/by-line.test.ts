import { describe, expect, test } from 'vitest';
import { errorsOf } from '../../src/auto/blend.js';
import { blendByLine } from '../../src/auto/by-line.js';
import { uniform } from '../../src/random.js';

const lines = 4;
const entries = 400;
const line = Int32Array.from({ length: entries }, (_, e) => e % lines);
const truth = Float64Array.from({ length: entries }, (_, e) => uniform(1, e));
const evidence = {
  truth,
  line,
  lines,
  hole: Int32Array.from({ length: entries }, (_, e) => e),
  holes: entries,
  seed: 0,
};

/** Off by up to `size` in one line, and in the others by up to `elsewhere`. */
const goodIn = (own: number, size: number, elsewhere: number, seed: number) =>
  truth.map((x, e) => x + (line[e] === own ? size : elsewhere) * (2 * uniform(seed, e) - 1));

describe('blendByLine', () => {
  const models = [goodIn(0, 0.01, 0.2, 2), goodIn(-1, 0, 0.1, 3)];

  test('a model that suits one line has its weight there', () => {
    const { weights } = blendByLine(models, evidence);
    expect(weights).toHaveLength(lines);
    expect(weights[0]?.[0]).toBeGreaterThan(0.85);
    for (const of of weights) expect((of[0] ?? 0) + (of[1] ?? 0)).toBeCloseTo(1, 12);
    for (const of of weights.slice(1)) expect(of[1]).toBeGreaterThan(0.6);
  });

  test('errors are those of the means', () => {
    const { weights, errors } = blendByLine(models, evidence);
    const mean = truth.map((_, e) => {
      const [first = 0, second = 0] = weights[line[e] as number] ?? [];
      return first * (models[0]?.[e] ?? 0) + second * (models[1]?.[e] ?? 0);
    });
    const { mae, rmse } = errorsOf(mean, truth);
    expect(errors.mae).toBeCloseTo(mae, 12);
    expect(errors.rmse).toBeCloseTo(rmse, 12);
    for (const model of models) expect(errors.mae).toBeLessThan(errorsOf(model, truth).mae);
  });

  test('a line without held entries has the weights of all, one with few nearly so', () => {
    const few = { ...evidence, lines: 6, line: line.map((of, e) => (e === 0 ? 4 : of)) };
    const { weights } = blendByLine(models, few);
    const together = weights[5] as readonly number[];
    expect((together[0] ?? 0) + (together[1] ?? 0)).toBeCloseTo(1, 12);
    expect(Math.abs((weights[4]?.[0] ?? 0) - (together[0] ?? 0))).toBeLessThan(0.17);
  });

  test('what is not finite has no weight, and no part in the mean', () => {
    const broken = truth.map((x, e) => (e === 7 ? Number.NaN : x));
    const { weights, errors } = blendByLine([broken, goodIn(-1, 0, 0.1, 3)], evidence);
    for (const of of weights) expect(of).toEqual([0, 1]);
    expect(errors.mae).toBeLessThan(0.1);
    const none = blendByLine([broken], evidence);
    expect(none.weights.flat()).toEqual(Array(lines).fill(0));
    expect(none.errors.mae).toBeNaN();
  });
});
