import { describe, expect, test } from 'vitest';
import { resolveParts } from '../../src/methods/resolve.js';
import { parseOptions, parseSparseOptions } from '../../src/options/parse.js';
import type { Options } from '../../src/options/schema.js';
import { nativeSpec } from '../../src/spec.js';

function specFor(options: Options) {
  const parsed = parseOptions(options);
  return nativeSpec(resolveParts(parsed), parsed, { rows: 6, cols: 5, range: 1 });
}

test('the spec of dlrl-published', () => {
  const spec = specFor({ method: 'dlrl-published' });
  const drawn = {
    ends: { type: 'uniform', low: 0, high: 1 },
    middle: { type: 'identity', scale: 1 },
  };
  expect(spec.representation).toEqual({
    type: 'schatten-blocks',
    widths: [20, 20, 20, 20],
    exponents: [1, 1, 1, 1, 1],
    power: 'element-wise',
    ridge: 0,
    eta: 0.1,
    inputs: drawn,
    matched: false,
    weights: drawn,
    refresh: 0,
    centred: false,
    damping: 0,
    level: 0,
  });
  expect(spec.fidelity).toBe('half-sse');
  expect(spec.optimizer).toMatchObject({ learningRate: 0.01, beta2: 0.92, weightDecay: 0.15 });
  expect(spec.schedule).toEqual({
    type: 'plateau',
    factor: 0.1,
    patience: 10,
    threshold: 1e-4,
    stopBelow: 1e-3,
  });
});

describe('given blocks', () => {
  test('replace what they name', () => {
    const { representation } = resolveParts(
      parseOptions({
        method: 'dlrl',
        representation: {
          type: 'schatten-blocks',
          widths: [3],
          exponent: 1,
          weights: { ends: { type: 'uniform', low: 0, high: 2 } },
          centring: 'none',
        },
      }),
    );
    expect(representation).toMatchObject({
      widths: [3],
      exponent: 1,
      power: 'scaled-matrix',
      weights: {
        ends: { type: 'uniform', low: 0, high: 2 },
        middle: { type: 'identity', scale: 1 },
      },
      centring: 'none',
    });
  });

  test('given matrices are those of the ends and those between', () => {
    const matrix = (rows: number, cols: number) => ({
      rows,
      cols,
      data: new Float32Array(rows * cols).fill(rows),
    });
    const given = (...values: ReturnType<typeof matrix>[]) => ({ type: 'given' as const, values });
    const inputs = { ends: given(matrix(6, 2), matrix(3, 5)), middle: given(matrix(2, 3)) };
    const spec = specFor({ representation: { type: 'schatten-blocks', widths: [2, 3], inputs } });
    expect(spec.representation).toMatchObject({
      matched: true,
      inputs: {
        ends: { values: [{ length: 12 }, { length: 15 }] },
        middle: { values: [{ length: 6 }] },
      },
    });
  });

  test('another method takes those of dlrl, and dlrl a chain that starts near zero', () => {
    expect(
      resolveParts(parseOptions({ representation: { type: 'schatten-blocks' } })).representation,
    ).toEqual(resolveParts(parseOptions({ method: 'dlrl' })).representation);
    expect(
      resolveParts(parseOptions({ method: 'dlrl', representation: { widths: [7] } }))
        .representation,
    ).toEqual({
      type: 'factor-chain',
      widths: [7],
      start: { type: 'normal', mean: 1e-3, standardDeviation: 1e-3 },
    });
  });
});

test.each<[Options, string]>([
  [
    { representation: { type: 'schatten-blocks', exponent: 3 } },
    'Expected a number in (0, 2], or an array of such numbers for representation.exponent ' +
      'but received 3 (of type number)',
  ],
  [
    { representation: { type: 'schatten-blocks', eta: Number.NaN } },
    'Expected a number in [0, 1] for representation.eta but received NaN (of type number)',
  ],
  [
    { representation: { type: 'schatten-blocks', ridge: -1 } },
    'Expected a number >= 0 for representation.ridge but received -1 (of type number)',
  ],
  [
    { optimizer: { weightDecay: -1 } },
    'Expected a number >= 0 for optimizer.weightDecay but received -1 (of type number)',
  ],
  [
    { schedule: { type: 'plateau', factor: 1 } },
    'Expected a number in (0, 1) for schedule.factor but received 1 (of type number)',
  ],
])('%j is refused', (options, message) => {
  expect(() => parseOptions(options)).toThrow(message);
  expect(() => parseSparseOptions(options)).toThrow(message);
});

test('weight decay is of adam alone', () => {
  const optimizer = { type: 'gradient-descent', weightDecay: 1 } as const;
  expect(() => resolveParts(parseOptions({ optimizer }))).toThrow(
    'Expected one of "learningRate" for optimizer of type gradient-descent',
  );
});
