/** Whole numbers from 0, as a typed array or an array of numbers. */
export type IndexArray =
  | Uint32Array
  | Int32Array
  | Uint16Array
  | Int16Array
  | Uint8Array
  | Int8Array
  | Float64Array
  | Float32Array
  | readonly number[];

/** Numbers, all of them finite, as a typed array or an array of numbers. */
export type ValueArray = IndexArray | Uint8ClampedArray;

/**
 * Observed entries one by one, in any order: entry e is `values[e]` at row `row[e]`, column `col[e]`
 * of a rows×cols matrix, counted from 0. A zero among the values is an observed zero.
 */
export interface Triplets {
  readonly rows: number;
  readonly cols: number;
  readonly row: IndexArray;
  readonly col: IndexArray;
  readonly values: ValueArray;
}

/**
 * Observed entries row by row (CSR): those of row i are `values[e]` at column `indices[e]` for e from
 * `offsets[i]` to `offsets[i + 1] − 1`, in any order within the row. There are rows + 1 offsets.
 */
export interface CompressedRows {
  readonly rows: number;
  readonly cols: number;
  readonly offsets: IndexArray;
  readonly indices: IndexArray;
  readonly values: ValueArray;
}

/** What `completeSparse` takes: all that is not listed is missing, no entry is listed twice. */
export type SparseInput = Triplets | CompressedRows;
