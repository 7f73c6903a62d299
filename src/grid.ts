import type { LacunaError } from './errors.js';
import type { Shape } from './matrix.js';

/** Makes the error that a reader throws: invalidInput for data, invalidOption for options. */
export type Refuse = (what: string, name: string, value: unknown) => LacunaError;

/** A matrix of anything, read but not yet checked entry by entry. */
export interface Grid extends Shape {
  /** Name for messages: `input`, `mask`, … */
  readonly name: string;
  /** Where the entries lie; nested arrays have no flat data. */
  readonly flat: ArrayLike<unknown> | undefined;
  entry(row: number, col: number): unknown;
}

const shapeOfAGrid = 'a matrix { data, rows, cols } or an array of rows';

/**
 * Reads { data, rows, cols } or nested arrays.
 *
 * @throws what `refuse` makes: not a matrix, empty, ragged, or a length other than rows·cols.
 */
export function readGrid(value: unknown, name: string, refuse: Refuse): Grid {
  if (Array.isArray(value)) return nestedGrid(value, name, refuse);
  if (typeof value !== 'object' || value === null || !('data' in value)) {
    throw refuse(shapeOfAGrid, name, value);
  }
  const { data, rows, cols } = value as { data: unknown; rows?: unknown; cols?: unknown };
  if (!isArrayOfNumbers(data)) throw refuse('an array of numbers', `${name}.data`, data);
  return flatGrid(data, { rows: side(rows, 'rows'), cols: side(cols, 'cols') }, name, refuse);

  function side(count: unknown, which: string): number {
    if (typeof count === 'number' && Number.isSafeInteger(count) && count > 0) return count;
    throw refuse('a positive integer', `${name}.${which}`, count);
  }
}

/** Reads a flat array as a matrix of that shape. */
export function flatGrid(
  data: ArrayLike<unknown>,
  { rows, cols }: Shape,
  name: string,
  refuse: Refuse,
): Grid {
  if (data.length !== rows * cols) {
    throw refuse(`${rows}×${cols} = ${rows * cols} entries`, name, data);
  }
  return { name, rows, cols, flat: data, entry: (row, col) => data[row * cols + col] };
}

/** Where an entry lies, for messages: `input at row 3, column 5`, counted from 0. */
export function entryName(grid: Pick<Grid, 'name'>, row: number, col: number): string {
  return `${grid.name} at row ${row}, column ${col}`;
}

/** Whether a value is an array or a typed array of plain numbers (no BigInt, no DataView). */
export function isArrayOfNumbers(value: unknown): value is ArrayLike<unknown> {
  if (Array.isArray(value)) return true;
  return ArrayBuffer.isView(value) && 'length' in value && !isBigArray(value);
}

function isBigArray(value: object): boolean {
  return value instanceof BigInt64Array || value instanceof BigUint64Array;
}

function nestedGrid(rows: readonly unknown[], name: string, refuse: Refuse): Grid {
  const first = rows[0];
  if (!isArrayOfNumbers(first) || first.length === 0) {
    throw refuse('an array of rows with at least one entry', name, rows.length ? first : rows);
  }
  const cols = first.length;
  const checked = Array.from(rows, (row, i) => {
    if (isArrayOfNumbers(row) && row.length === cols) return row;
    throw refuse(`${cols} entries, as in row 0,`, `${name} row ${i}`, row);
  });
  return {
    name,
    rows: checked.length,
    cols,
    flat: undefined,
    entry: (row, col) => checked[row]?.[col],
  };
}
