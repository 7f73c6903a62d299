import { describe, expect, test } from 'vitest';
import { type CompressedRows, completeSparse, type SparseInput } from '../../src/index.js';
import { toScaled } from '../../src/scaling.js';
import { readListing } from '../../src/sparse/listing.js';
import { orderEntries } from '../../src/sparse/order.js';
import { bits, reordered, triplets } from './support.js';

const stopping = { steps: 50 };

/** A permutation of 0 … count − 1 without any order. */
function shuffled(count: number): number[] {
  const key = (e: number) => Math.sin(78.233 * (e + 1));
  return Array.from({ length: count }, (_, e) => e).sort((a, b) => key(a) - key(b));
}

/** Compressed rows of triplets that come row by row. */
function compressed({ rows, cols, row, col, values }: typeof triplets) {
  const offsets = Array.from({ length: rows + 1 }, (_, i) => row.filter((r) => r < i).length);
  return { rows, cols, offsets, indices: col, values } satisfies CompressedRows;
}

/** Columns of each row the other way round. */
function backwards({ offsets, indices, values, ...shape }: ReturnType<typeof compressed>) {
  const order = indices
    .map((_, e) => e)
    .sort((a, b) => {
      const rowOf = (e: number) => offsets.findIndex((_, i) => (offsets[i + 1] as number) > e);
      return rowOf(a) - rowOf(b) || b - a;
    });
  const pick = (list: readonly number[]) => order.map((e) => list[e] as number);
  return { ...shape, offsets, indices: pick(indices), values: pick(values) };
}

describe('the same entries give the same bits', () => {
  test('in any order, in any form, of any type of array', async () => {
    const expected = await bits(triplets, { stopping });
    const rows = compressed(triplets);
    const forms: SparseInput[] = [
      reordered(triplets, shuffled(triplets.row.length)),
      reordered(triplets, [...triplets.row.keys()].reverse()),
      rows,
      backwards(rows),
      {
        ...triplets,
        row: Uint8Array.from(triplets.row),
        col: Int32Array.from(triplets.col),
        values: Float64Array.from(triplets.values),
      },
    ];
    for (const form of forms) expect(await bits(form, { stopping })).toEqual(expected);
  });
});

describe('order', () => {
  const scaling = { offset: 1, range: 2 };
  const entriesOf = (input: SparseInput) =>
    orderEntries(readListing(input), (value) => toScaled(value, scaling));

  test('is by rows, then by columns; values are scaled; empty rows and columns are fine', () => {
    const input = { rows: 4, cols: 5, row: [3, 0, 3, 0], col: [2, 4, 0, 1], values: [5, 1, 0, 3] };
    expect(entriesOf(input)).toEqual({
      offsets: Uint32Array.of(0, 2, 2, 2, 4),
      cols: Uint32Array.of(1, 4, 0, 2),
      values: Float32Array.of(1, 0, -0.5, 2),
    });
  });

  test('of compressed rows with empty ones', () => {
    const input = {
      rows: 4,
      cols: 3,
      offsets: [0, 0, 2, 2, 3],
      indices: [2, 0, 1],
      values: [1, 3, 5],
    };
    expect(entriesOf(input)).toEqual({
      offsets: Uint32Array.of(0, 0, 2, 2, 3),
      cols: Uint32Array.of(0, 2, 1),
      values: Float32Array.of(1, 0, 2),
    });
  });

  test('zero is a value like any other', () => {
    const { observed, low } = readListing({ ...triplets, values: triplets.values.map(() => 0) });
    expect([observed, low]).toEqual([triplets.values.length, 0]);
  });
});

describe('refusals', () => {
  const good = { rows: 3, cols: 4, row: [0, 2, 1], col: [3, 0, 1], values: [1, 2, 3] };
  const csr = { rows: 3, cols: 4, offsets: [0, 1, 2, 3], indices: [3, 1, 0], values: [1, 3, 2] };
  const forms = '{ rows, cols, row, col, values } or { rows, cols, offsets, indices, values }';
  const sides = 'an integer in [1, 4294967295]';

  test.each<[string, unknown, string]>([
    ['nothing', undefined, `Expected ${forms} for input but received undefined`],
    ['a dense matrix', [[1]], `Expected ${forms} for input but received an array of length 1`],
    [
      'both forms at once',
      { ...good, ...csr },
      `Expected ${forms} for input but received an object`,
    ],
    [
      'no shape',
      { ...good, rows: undefined },
      `Expected ${sides} for input.rows but received undefined`,
    ],
    [
      'no columns',
      { ...good, cols: 0 },
      `Expected ${sides} for input.cols but received 0 (of type number)`,
    ],
    [
      'half a row',
      { ...good, rows: 2.5 },
      `Expected ${sides} for input.rows but received 2.5 (of type number)`,
    ],
    [
      'too many rows',
      { ...good, rows: 2 ** 32 },
      `Expected ${sides} for input.rows but received 4294967296 (of type number)`,
    ],
    [
      'no values',
      { ...good, values: undefined },
      'Expected an array of numbers for input.values but received undefined',
    ],
    [
      'values of another kind',
      { ...good, values: new BigInt64Array(3) },
      'Expected an array of numbers for input.values but received a BigInt64Array of length 3',
    ],
    [
      'no entry',
      { ...good, row: [], col: [], values: [] },
      `Expected ${sides} for the length of input.values but received 0 (of type number)`,
    ],
    [
      'too few rows',
      { ...good, row: [0, 2] },
      'Expected 3 entries, as in input.values, for input.row but received 2',
    ],
    [
      'too many columns',
      { ...good, col: [3, 0, 1, 1] },
      'Expected 3 entries, as in input.values, for input.col but received 4',
    ],
    [
      'a column list that is none',
      { ...good, col: 3 },
      'Expected an array of numbers for input.col but received 3 (of type number)',
    ],
    [
      'NaN',
      { ...good, values: [1, Number.NaN, 3] },
      'Expected a finite number for input.values[1] but received NaN (of type number)',
    ],
    [
      'infinity',
      { ...good, values: [1, 2, Number.POSITIVE_INFINITY] },
      'Expected a finite number for input.values[2] but received Infinity (of type number)',
    ],
    [
      'null',
      { ...good, values: [null, 2, 3] },
      'Expected a finite number for input.values[0] but received null',
    ],
    [
      'a row out of range',
      { ...good, row: [0, 3, 1] },
      'Expected an integer in [0, 2] for input.row[1] but received 3 (of type number)',
    ],
    [
      'a negative column',
      { ...good, col: [3, 0, -1] },
      'Expected an integer in [0, 3] for input.col[2] but received -1 (of type number)',
    ],
    [
      'a fraction',
      { ...good, col: [3, 0.5, 1] },
      'Expected an integer in [0, 3] for input.col[1] but received 0.5 (of type number)',
    ],
    [
      'a text',
      { ...good, row: [0, '2', 1] },
      'Expected an integer in [0, 2] for input.row[1] but received "2" (of type string)',
    ],
    [
      'a place twice',
      { ...good, row: [1, 2, 1], col: [1, 0, 1] },
      'Expected every place at most once for input but received row 1, column 1 as entries 0 and 2',
    ],
    [
      'a place twice in a row',
      { ...csr, offsets: [0, 0, 0, 3], indices: [3, 1, 3] },
      'Expected every place at most once for input but received row 2, column 3 as entries 0 and 2',
    ],
    [
      'too few offsets',
      { ...csr, offsets: [0, 1, 3] },
      'Expected rows + 1 = 4 entries for input.offsets but received [0, 1, 3]',
    ],
    [
      'too few indices',
      { ...csr, indices: [3, 1] },
      'Expected 3 entries, as in input.values, for input.indices but received 2',
    ],
    [
      'a first offset',
      { ...csr, offsets: [1, 1, 2, 3] },
      'Expected 0 for input.offsets[0] but received 1 (of type number)',
    ],
    [
      'offsets that descend',
      { ...csr, offsets: [0, 2, 1, 3] },
      'Expected an integer in [2, 3] for input.offsets[2] but received 1 (of type number)',
    ],
    [
      'a last offset below',
      { ...csr, offsets: [0, 1, 2, 2] },
      'Expected 3 for input.offsets[3] but received 2 (of type number)',
    ],
    [
      'an offset above',
      { ...csr, offsets: [0, 4, 4, 4] },
      'Expected an integer in [0, 3] for input.offsets[1] but received 4 (of type number)',
    ],
    [
      'an index out of range',
      { ...csr, indices: [3, 4, 0] },
      'Expected an integer in [0, 3] for input.indices[1] but received 4 (of type number)',
    ],
    [
      'a range too wide',
      { ...good, values: [-1.7e308, 1.7e308, 0] },
      'Expected a finite range of observed values for input but received Infinity',
    ],
  ])('%s', async (_, input, message) => {
    await expect(completeSparse(input as SparseInput)).rejects.toMatchObject({
      name: 'LacunaError',
      code: 'LACUNA_INVALID_INPUT',
      message,
    });
  });
});
