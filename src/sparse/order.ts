import { LacunaError } from '../errors.js';
import type { NativeEntries } from '../native/addon.js';
import { indicesBelow, integerIn, type List } from './indices.js';
import type { Listing } from './listing.js';

/** Places row by row, columns ascending, and which listed entry each of them is. */
export interface OrderedPlaces {
  readonly offsets: Uint32Array;
  readonly cols: Uint32Array;
  readonly order: Uint32Array;
}

/**
 * A copy of the entries as the engine takes them: row by row, columns ascending, values scaled.
 *
 * @param toScaled what training sees of a value in that column
 * @throws {LacunaError} as `orderPlaces` does
 */
export function orderEntries(
  listing: Listing,
  toScaled: (value: number, col: number) => number,
): NativeEntries {
  const { offsets, cols, order } = orderPlaces(listing);
  const values = new Float32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    values[at] = toScaled(listing.values[order[at] as number] as number, cols[at] as number);
  }
  return { offsets, cols, values };
}

/**
 * @throws {LacunaError} `LACUNA_INVALID_INPUT` for a place outside of the matrix, one that is listed
 * twice, or offsets that do not ascend from 0 to the number of entries
 */
export function orderPlaces(listing: Listing): OrderedPlaces {
  const { row, col } = placesOf(listing);
  const rowsBegin = beginnings(row, listing.rows);
  // By columns, then by rows, each keeping the order of equals.
  const byCol = sorted(inOrder(row.length), col, beginnings(col, listing.cols));
  const order = sorted(byCol, row, rowsBegin);
  requireOnce(order, row, col);
  const cols = order.map((entry) => col[entry] as number);
  return { offsets: rowsBegin, cols, order };
}

interface Places {
  readonly row: Uint32Array;
  readonly col: Uint32Array;
}

function placesOf({ places, rows, cols, observed }: Listing): Places {
  if (places.type === 'triplets') {
    const row = indicesBelow(rows, places.row);
    return { row, col: indicesBelow(cols, places.col) };
  }
  const row = rowOfEach(places.offsets, rows, observed);
  return { row, col: indicesBelow(cols, places.indices) };
}

function rowOfEach({ entries, name }: List, rows: number, observed: number): Uint32Array {
  const row = new Uint32Array(observed);
  let begin = integerIn([0, 0], entries[0], `${name}[0]`);
  for (let i = 0; i < rows; i++) {
    const least = i === rows - 1 ? observed : begin;
    const end = integerIn([least, observed], entries[i + 1], `${name}[${i + 1}]`);
    row.fill(i, begin, end);
    begin = end;
  }
  return row;
}

/** Where each index would begin if all were sorted: count + 1 numbers, the last one is how many. */
function beginnings(indices: Uint32Array, count: number): Uint32Array {
  const begin = new Uint32Array(count + 1);
  for (let entry = 0; entry < indices.length; entry++) {
    (begin[(indices[entry] as number) + 1] as number)++;
  }
  for (let i = 0; i < count; i++) (begin[i + 1] as number) += begin[i] as number;
  return begin;
}

function inOrder(count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let entry = 0; entry < count; entry++) order[entry] = entry;
  return order;
}

/** A stable counting sort of entries by their index. */
function sorted(order: Uint32Array, indices: Uint32Array, begin: Uint32Array): Uint32Array {
  const next = begin.slice();
  const result = new Uint32Array(order.length);
  for (let at = 0; at < order.length; at++) {
    const entry = order[at] as number;
    result[(next[indices[entry] as number] as number)++] = entry;
  }
  return result;
}

function requireOnce(order: Uint32Array, row: Uint32Array, col: Uint32Array): void {
  for (let at = 1; at < order.length; at++) {
    const [first, second] = [order[at - 1] as number, order[at] as number];
    if (row[first] !== row[second] || col[first] !== col[second]) continue;
    throw new LacunaError(
      'LACUNA_INVALID_INPUT',
      `Expected every place at most once for input but received row ${row[first]}, ` +
        `column ${col[first]} as entries ${first} and ${second}`,
    );
  }
}
