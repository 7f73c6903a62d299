import { describe, expect, test } from 'vitest';
import { invalidInput } from '../src/errors.js';
import { readGrid } from '../src/grid.js';
import { readProblem } from '../src/problem.js';

const read = (input: unknown, mask?: unknown) =>
  readProblem(readGrid(input, 'input', invalidInput), mask);

describe('forms of input', () => {
  const values = [1, 2, Number.NaN, 4, 5, 6];

  test.each([Float32Array, Float64Array])('%o with NaN', (Type) => {
    const problem = read({ data: new Type(values), rows: 2, cols: 3 });
    expect(problem).toMatchObject({ rows: 2, cols: 3, observed: 5, low: 1, high: 6 });
    expect(problem.values).toEqual(new Type(values));
    expect(problem.mask).toEqual(Uint8Array.of(1, 1, 0, 1, 1, 1));
  });

  test('integers, which are all observed without a mask', () => {
    const problem = read({ data: Uint8Array.of(0, 255, 7, 9), rows: 2, cols: 2 });
    expect(problem).toMatchObject({ observed: 4, low: 0, high: 255 });
    expect(problem.values).toBeInstanceOf(Float32Array);
  });

  test('32-bit integers are kept in double precision', () => {
    const data = Int32Array.of(2 ** 31 - 1, -(2 ** 31));
    expect(read({ data, rows: 1, cols: 2 }).values).toEqual(Float64Array.from(data));
  });

  test('nested arrays, where null, undefined and NaN are missing', () => {
    const problem = read([
      [1, null, 0.1],
      [undefined, 5, Number.NaN],
    ]);
    expect(problem.mask).toEqual(Uint8Array.of(1, 0, 1, 0, 1, 0));
    expect(problem.values).toEqual(Float64Array.of(1, Number.NaN, 0.1, Number.NaN, 5, Number.NaN));
  });

  test('an array of typed rows', () => {
    expect(read([Float32Array.of(1, 2), [3, 4]]).values).toEqual(Float64Array.of(1, 2, 3, 4));
  });

  test('a view into a larger buffer', () => {
    const data = new Float32Array([9, 9, 1, 2]).subarray(2);
    expect(read({ data, rows: 1, cols: 2 }).values).toEqual(Float32Array.of(1, 2));
  });

  test('is copied, not kept and not changed', () => {
    const data = Float64Array.of(1, 2, 3, 4);
    const mask = Uint8Array.of(1, 1, 0, 1);
    const problem = read({ data, rows: 2, cols: 2 }, mask);
    expect(data).toEqual(Float64Array.of(1, 2, 3, 4));
    expect(mask).toEqual(Uint8Array.of(1, 1, 0, 1));
    data.fill(0);
    mask.fill(0);
    expect(problem.values[0]).toBe(1);
    expect(problem.mask[0]).toBe(1);
  });
});

describe('masks', () => {
  const input = { data: [1, Number.POSITIVE_INFINITY, 3, 'x'], rows: 2, cols: 2 };

  test.each<[string, unknown]>([
    ['flat typed array', Uint8Array.of(1, 0, 1, 0)],
    ['flat array', [1, 0, 1, 0]],
    ['flat booleans', [true, false, true, false]],
    ['matrix', { data: [1, 0, true, false], rows: 2, cols: 2 }],
    ['nested arrays', [[1, 0], Uint8Array.of(1, 0)]],
  ])('%s; what lies in a missing entry is ignored', (_, mask) => {
    const problem = read(input, mask);
    expect(problem.mask).toEqual(Uint8Array.of(1, 0, 1, 0));
    expect(problem.values).toEqual(Float64Array.of(1, Number.NaN, 3, Number.NaN));
  });
});

describe('bad input is told in one line', () => {
  const flat = (data: unknown, rows: unknown, cols: unknown) => ({ data, rows, cols });

  test.each<[string, unknown, unknown, string]>([
    [
      'no matrix',
      3,
      undefined,
      'Expected a matrix { data, rows, cols } or an array of rows for input but received 3 (of type number)',
    ],
    [
      'a typed array without a shape',
      new Float32Array(4),
      undefined,
      'Expected a matrix { data, rows, cols } or an array of rows for input but received a Float32Array of length 4',
    ],
    [
      'no rows',
      [],
      undefined,
      'Expected an array of rows with at least one entry for input but received an array of length 0',
    ],
    [
      'an empty row',
      [[]],
      undefined,
      'Expected an array of rows with at least one entry for input but received an array of length 0',
    ],
    [
      'a flat array without a shape',
      [1, 2],
      undefined,
      'Expected an array of rows with at least one entry for input but received 1 (of type number)',
    ],
    [
      'ragged rows',
      [
        [1, 2],
        [3, 4, 5],
      ],
      undefined,
      'Expected 2 entries, as in row 0, for input row 1 but received [3, 4, 5]',
    ],
    [
      'an empty matrix',
      flat([], 0, 0),
      undefined,
      'Expected a positive integer for input.rows but received 0 (of type number)',
    ],
    [
      'a fraction of a column',
      flat([1], 1, 1.5),
      undefined,
      'Expected a positive integer for input.cols but received 1.5 (of type number)',
    ],
    [
      'no column count',
      { data: [1], rows: 1 },
      undefined,
      'Expected a positive integer for input.cols but received undefined',
    ],
    [
      'a wrong length',
      flat(new Float32Array(5), 2, 3),
      undefined,
      'Expected 2×3 = 6 entries for input but received a Float32Array of length 5',
    ],
    [
      'BigInts',
      flat(new BigInt64Array(4), 2, 2),
      undefined,
      'Expected an array of numbers for input.data but received a BigInt64Array of length 4',
    ],
    [
      'text as data',
      flat('1234', 2, 2),
      undefined,
      'Expected an array of numbers for input.data but received "1234" (of type string)',
    ],
    [
      'Infinity',
      [[1, Number.NEGATIVE_INFINITY]],
      undefined,
      'Expected a finite number where observed for input at row 0, column 1 but received -Infinity (of type number)',
    ],
    [
      'text in an entry',
      [[1], ['2']],
      undefined,
      'Expected a finite number where observed for input at row 1, column 0 but received "2" (of type string)',
    ],
    [
      'NaN where the mask says observed',
      [[1, Number.NaN]],
      [1, 1],
      'Expected a finite number where observed for input at row 0, column 1 but received NaN (of type number)',
    ],
    [
      'nothing observed',
      [[Number.NaN, null]],
      undefined,
      'Expected at least one observed entry for input but all 2 are missing',
    ],
    [
      'nothing observed by the mask',
      [[1, 2]],
      [0, 0],
      'Expected at least one observed entry for input but all 2 are missing',
    ],
    [
      'a mask of another shape',
      [[1, 2]],
      [[1], [0]],
      'Expected 1×2 entries for mask but received 2×1',
    ],
    [
      'a flat mask of another length',
      [[1, 2]],
      [1, 0, 1],
      'Expected 1×2 = 2 entries for mask but received [1, 0, 1]',
    ],
    [
      'a mask that holds 255',
      [[1, 2]],
      Uint8Array.of(0, 255),
      'Expected 0 or 1 for mask at row 0, column 1 but received 255 (of type number)',
    ],
    [
      'a mask that holds NaN',
      [[1, 2]],
      [[Number.NaN, 1]],
      'Expected 0 or 1 for mask at row 0, column 0 but received NaN (of type number)',
    ],
  ])('%s', (_, input, mask, message) => {
    expect(() => read(input, mask)).toThrow(
      expect.objectContaining({ code: 'LACUNA_INVALID_INPUT', message }),
    );
  });
});
