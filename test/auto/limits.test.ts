import { expect, test } from 'vitest';
import { withinLimits } from '../../src/auto/limits.js';
import { problemOf } from './support.js';

const nothing = Number.NaN;
const observed = problemOf({
  data: Float64Array.from([0, 10, nothing, 4, nothing, nothing, 2, 30, nothing]),
  rows: 3,
  cols: 3,
});
const far = {
  data: Float64Array.from([-19, 199, 99, 9, -99, nothing, 4, 31, -99]),
  rows: 3,
  cols: 3,
};

test('estimates stay within three ranges beyond what was observed of their column', () => {
  const { data } = withinLimits(far, observed, 'cols');
  expect(Array.from(data)).toEqual([-12, 90, 99, 9, -50, nothing, 4, 31, -99]);
});

test('of their row', () => {
  const { data } = withinLimits(far, observed, 'rows');
  expect(Array.from(data)).toEqual([-19, 40, 40, 4, 4, nothing, 4, 31, -82]);
});
