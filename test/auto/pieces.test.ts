import { expect, test } from 'vitest';
import { holesOf, piecesOf } from '../../src/auto/pieces.js';

const shape = { rows: 3, cols: 4 };

test('pieces are connected along rows and columns, and know their boxes', () => {
  const mask = Uint8Array.of(0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0, 1);
  expect(piecesOf({ ...shape, mask })).toEqual([
    { places: [0, 1, 5], top: 0, left: 0, height: 2, width: 2 },
    { places: [3], top: 0, left: 3, height: 1, width: 1 },
    { places: [10], top: 2, left: 2, height: 1, width: 1 },
  ]);
});

test('holes are numbered, one number for each held entry', () => {
  const held = Uint8Array.of(1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0);
  expect(holesOf(held, shape)).toEqual(Int32Array.of(0, 1, 1, 0, 2));
  expect(holesOf(new Uint8Array(12), shape)).toHaveLength(0);
});
