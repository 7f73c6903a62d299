import { expect, test } from 'vitest';
import { describeValue, invalidInput, invalidOption } from '../src/errors.js';

class Thing {}

test.each<[unknown, string]>([
  [null, 'null'],
  [undefined, 'undefined'],
  ['x', '"x" (of type string)'],
  ['a\nb', '"a\\nb" (of type string)'],
  ['y'.repeat(100), `"${'y'.repeat(59)}…" (of type string)`],
  [Number.NaN, 'NaN (of type number)'],
  [10n, '10 (of type bigint)'],
  [Symbol('s'), 'Symbol(s) (of type symbol)'],
  [() => 1, 'a function'],
  [[1, 0], '[1, 0]'],
  [[], 'an array of length 0'],
  [['a'], 'an array of length 1'],
  [[1, 2, 3, 4, 5], 'an array of length 5'],
  [new Float32Array(3), 'a Float32Array of length 3'],
  [{}, 'an object'],
  [Object.create(null), 'an object'],
  [new Thing(), 'an object (of type Thing)'],
])('describes %o', (value, words) => {
  expect(describeValue(value)).toBe(words);
});

test('the two makers differ in their code alone', () => {
  expect(invalidInput('a matrix', 'input', 3)).toMatchObject({
    name: 'LacunaError',
    code: 'LACUNA_INVALID_INPUT',
    message: 'Expected a matrix for input but received 3 (of type number)',
  });
  expect(invalidOption('a matrix', 'input', 3).code).toBe('LACUNA_INVALID_OPTION');
});
