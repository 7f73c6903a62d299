/** Numbers in row-major order. */
export type NumericArray =
  | Float32Array
  | Float64Array
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | readonly (number | null | undefined)[];

/** A matrix with its shape beside it; entry (i, j) is `data[i * cols + j]`. */
export interface MatrixLike<Data = NumericArray> {
  readonly data: Data;
  readonly rows: number;
  readonly cols: number;
}

/** One array for each row, all of the same length. */
export type NestedRows<Entry> = readonly (ArrayLike<Entry> & object)[];

/** What can be completed: missing entries are NaN, null or undefined unless a mask says it. */
export type MatrixInput = MatrixLike | NestedRows<number | null | undefined>;

/** Which entries are observed: 1 or true observed, 0 or false missing. */
export type MaskInput =
  | MatrixLike<NumericArray | readonly boolean[]>
  | NestedRows<number | boolean>
  | NumericArray
  | readonly boolean[];

/** A completed matrix, row-major. */
export type Matrix = MatrixLike<Float32Array | Float64Array>;

/** A mask as Lacuna makes it: 1 observed, 0 missing, row-major. */
export type Mask = MatrixLike<Uint8Array>;

export interface Shape {
  readonly rows: number;
  readonly cols: number;
}
