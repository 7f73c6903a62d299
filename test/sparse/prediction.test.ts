import { describe, expect, test } from 'vitest';
import { LacunaError } from '../../src/index.js';
import { predictionOf } from '../../src/sparse/prediction.js';

// X = 10 + 4·left·rightᵀ = 10 + 4·[[1, 2, 0], [−1, 2, 1]].
const factors = {
  left: { data: Float32Array.of(1, 0, 1, -1), rows: 2, cols: 2 },
  right: { data: Float32Array.of(1, 2, 2, 0, 0, -1), rows: 3, cols: 2 },
  offset: 10,
  range: 4,
};
const { predict, predictMany, toMatrix } = predictionOf(factors, undefined);

describe('predictions', () => {
  test('are offset + range · left · rightᵀ', () => {
    expect(toMatrix()).toEqual({ data: Float64Array.of(14, 18, 10, 6, 18, 14), rows: 2, cols: 3 });
    expect(predict(1, 0)).toBe(6);
    expect(predictMany([1, 0, 1], Uint8Array.of(2, 1, 2))).toEqual(Float64Array.of(14, 18, 14));
    expect(predictMany([], [])).toEqual(new Float64Array(0));
  });

  test('are clipped to the bounds', () => {
    const clipped = predictionOf(factors, [8, 15]);
    expect(clipped.toMatrix().data).toEqual(Float64Array.of(14, 15, 10, 8, 15, 14));
    expect(clipped.predict(1, 0)).toBe(8);
    expect(clipped.predictMany([0], [1])).toEqual(Float64Array.of(15));
  });

  test.each<[string, () => unknown, string]>([
    [
      'a row',
      () => predict(2, 0),
      'Expected an integer in [0, 1] for row but received 2 (of type number)',
    ],
    [
      'a column',
      () => predict(0, -1),
      'Expected an integer in [0, 2] for col but received -1 (of type number)',
    ],
    [
      'a fraction',
      () => predict(0.5, 0),
      'Expected an integer in [0, 1] for row but received 0.5 (of type number)',
    ],
    [
      'one of many',
      () => predictMany([0, 1], [0, 3]),
      'Expected an integer in [0, 2] for col[1] but received 3 (of type number)',
    ],
    [
      'no list',
      () => predictMany(1 as unknown as number[], [0]),
      'Expected an array of numbers for row but received 1 (of type number)',
    ],
    [
      'unequal lists',
      () => predictMany([0, 1], [0]),
      'Expected 2 entries, as in row, for col but received 1',
    ],
  ])('%s that is wrong is told', (_, predicting, message) => {
    expect(predicting).toThrow(new LacunaError('LACUNA_INVALID_INPUT', message));
  });

  test('a matrix that does not fit in memory is refused', () => {
    const side = 2 ** 26;
    const long = { data: new Float32Array(0), rows: side, cols: 0 };
    const huge = predictionOf({ ...factors, left: long, right: long }, undefined);
    expect(huge.toMatrix).toThrow(
      expect.objectContaining({
        code: 'LACUNA_OUT_OF_MEMORY',
        message: expect.stringMatching(
          /completing all entries of a 67108864×67108864 matrix would take/,
        ),
      }),
    );
  });
});
