import { describe, expect, test } from 'vitest';
import { invalidInput } from '../src/errors.js';
import { readGrid } from '../src/grid.js';
import { readProblem } from '../src/problem.js';
import { scaleValues, scalingOf, unscale } from '../src/scaling.js';

const problemOf = (rows: (number | null)[][]) => readProblem(readGrid(rows, 'input', invalidInput));

describe("scale 'observed'", () => {
  test('takes the observed minimum to 0 and the maximum to 1; missing entries are 0', () => {
    const problem = problemOf([
      [10, null],
      [30, 20],
    ]);
    const scaling = scalingOf(problem, 'observed');
    expect(scaling).toEqual({ offset: 10, range: 20 });
    expect(scaleValues(problem, scaling)).toEqual(Float32Array.of(0, 0, 1, 0.5));
  });

  test('ignores what a mask hides', () => {
    const grid = readGrid([[1, 1000, 3]], 'input', invalidInput);
    expect(scalingOf(readProblem(grid, [1, 0, 1]), 'observed')).toEqual({ offset: 1, range: 2 });
  });

  test.each([
    [[-3, 7, 0.25]],
    [[1e8, 1e8 + 1, 1e8 + 0.5]],
    [[-1e300, 1e300, 0]],
    [[1e-300, 3e-300, 2e-300]],
  ])('there and back: %j', (values) => {
    const problem = problemOf([values]);
    const scaling = scalingOf(problem, 'observed');
    scaleValues(problem, scaling).forEach((scaled, k) => {
      const error = Math.abs(unscale(scaled, scaling) - (values[k] as number));
      expect(error).toBeLessThanOrEqual(scaling.range * 2 ** -24);
    });
  });

  test('refuses a range that overflows', () => {
    expect(() => scalingOf(problemOf([[-1.7e308, 1.7e308]]), 'observed')).toThrow(
      expect.objectContaining({
        code: 'LACUNA_INVALID_INPUT',
        message: 'Expected a finite range of observed values for input but received Infinity',
      }),
    );
  });
});

describe('scale [low, high]', () => {
  test('takes low to 0 and high to 1, whatever is observed', () => {
    const problem = problemOf([[51, null, 255]]);
    const scaling = scalingOf(problem, [0, 255]);
    expect(scaleValues(problem, scaling)).toEqual(Float32Array.of(0.2, 0, 1));
    expect(unscale(0.5, scaling)).toBe(127.5);
  });

  test('refuses values that overflow once scaled', () => {
    expect(() => scalingOf(problemOf([[0, 1e30]]), [0, 1e-30])).toThrow(
      'Expected values within ±3.4028234663852886e+38 once scaled, with scale [0, 1e-30] but received 1e+30',
    );
  });
});

describe("scale 'none'", () => {
  test('leaves values as they are', () => {
    const problem = problemOf([[10, null, -30]]);
    const scaling = scalingOf(problem, 'none');
    expect(scaleValues(problem, scaling)).toEqual(Float32Array.of(10, 0, -30));
    expect(unscale(-30, scaling)).toBe(-30);
  });

  test('refuses values that float32 cannot hold', () => {
    expect(() => scalingOf(problemOf([[1, -1e39]]), 'none')).toThrow(
      "Expected values within ±3.4028234663852886e+38 once scaled, with scale 'none' but received -1e+39",
    );
  });
});
