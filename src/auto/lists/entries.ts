import type { Shape } from '../../matrix.js';
import type { Listing } from '../../sparse/listing.js';
import { orderPlaces } from '../../sparse/order.js';

/** Listed entries row by row, columns ascending, as `completeSparse` takes them (CSR). */
export interface Entries extends Shape {
  readonly offsets: Uint32Array;
  readonly indices: Uint32Array;
  readonly values: Float64Array;
}

/** Entries one by one. */
export interface Places {
  readonly row: Uint32Array;
  readonly col: Uint32Array;
}

/** A copy in that order, which does not hang on the order of the list. */
export function entriesOf(listing: Listing): Entries {
  const { rows, cols } = listing;
  const { offsets, cols: indices, order } = orderPlaces(listing);
  const values = Float64Array.from(order, (entry) => listing.values[entry] as number);
  return { rows, cols, offsets, indices, values };
}

/** The row of each entry. */
export function rowsOf({ offsets, indices, rows }: Entries): Uint32Array {
  const row = new Uint32Array(indices.length);
  for (let i = 0; i < rows; i++) row.fill(i, offsets[i], offsets[i + 1]);
  return row;
}

/** Those entries of which `isKept` says so. */
export function entriesWhere(
  { rows, cols, offsets, indices, values }: Entries,
  isKept: (entry: number) => boolean,
): Entries {
  const begins = new Uint32Array(rows + 1);
  for (let i = 0; i < rows; i++) {
    let count = 0;
    for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e++) {
      if (isKept(e)) count++;
    }
    begins[i + 1] = (begins[i] as number) + count;
  }
  return {
    rows,
    cols,
    offsets: begins,
    indices: indices.filter((_, e) => isKept(e)),
    values: values.filter((_, e) => isKept(e)),
  };
}
