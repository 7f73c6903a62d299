import { uniform } from '../../random.js';
import type { Entries } from './entries.js';

/** Where the matrix of places stands: it shares its columns with the entries, or its rows. */
export type PlacesSide = 'below' | 'beside';

/** Draws of places stand behind those that say what is held. */
const firstDraw = 2 ** 40;
/** Places without an entry for each one with. */
const emptyPerListed = 2;

/**
 * The entries, and the matrix of their places below or beside them: m + s where an entry is listed and m − s
 * at twice as many other places, drawn at random, m and s the mean and the standard deviation of the
 * values. Who rates what says something of both. Factors of both matrices at once share those of one side.
 */
export function withPlaces(entries: Entries, side: PlacesSide, seed: number): Entries {
  const places = placesOf(entries, seed);
  return side === 'below' ? stacked(entries, places) : abreast(entries, places);
}

/** The rows of both. */
function stacked(upper: Entries, lower: Entries): Entries {
  const listed = upper.values.length;
  const total = listed + lower.values.length;
  return {
    rows: upper.rows + lower.rows,
    cols: upper.cols,
    offsets: filled(new Uint32Array(upper.rows + lower.rows + 1), [
      upper.offsets,
      lower.offsets.subarray(1).map((begin) => listed + begin),
    ]),
    indices: filled(new Uint32Array(total), [upper.indices, lower.indices]),
    values: filled(new Float64Array(total), [upper.values, lower.values]),
  };
}

/** The columns of both. */
function abreast(left: Entries, right: Entries): Entries {
  const total = left.values.length + right.values.length;
  const indices: Uint32Array[] = [];
  const values: Float64Array[] = [];
  for (let i = 0; i < left.rows; i++) {
    const ofLeft = left.offsets.subarray(i, i + 2);
    const ofRight = right.offsets.subarray(i, i + 2);
    const shifted = right.indices.subarray(...ofRight).map((col) => left.cols + col);
    indices.push(left.indices.subarray(...ofLeft), shifted);
    values.push(left.values.subarray(...ofLeft), right.values.subarray(...ofRight));
  }
  return {
    rows: left.rows,
    cols: left.cols + right.cols,
    offsets: left.offsets.map((begin, i) => begin + (right.offsets[i] as number)),
    indices: filled(new Uint32Array(total), indices),
    values: filled(new Float64Array(total), values),
  };
}

/** The matrix of places, row by row. */
function placesOf({ rows, cols, offsets, indices, values }: Entries, seed: number): Entries {
  const { high, low } = levelsOf(values);
  const counts = emptyCounts(offsets, cols);
  const begins = new Uint32Array(rows + 1);
  counts.forEach((count, i) => {
    const listed = (offsets[i + 1] as number) - (offsets[i] as number);
    begins[i + 1] = (begins[i] as number) + listed + count;
  });
  const total = begins[rows] as number;
  const places = { indices: new Uint32Array(total), values: new Float64Array(total) };
  const drawEmpty = emptyPlaces(cols, seed);
  for (let i = 0; i < rows; i++) {
    const listed = indices.subarray(offsets[i], offsets[i + 1]);
    const begin = begins[i] as number;
    places.indices.set(listed, begin);
    places.values.fill(high, begin, begin + listed.length);
    places.indices.set(drawEmpty(listed, counts[i] as number), begin + listed.length);
    places.values.fill(low, begin + listed.length, begins[i + 1]);
  }
  return { rows, cols, offsets: begins, ...places };
}

function levelsOf(values: Float64Array): { readonly high: number; readonly low: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { high: mean + Math.sqrt(square), low: mean - Math.sqrt(square) };
}

/** How many empty places each row gives: the same share of its own, rounded so that all are as many as wanted. */
function emptyCounts(offsets: Uint32Array, cols: number): Uint32Array {
  const rows = offsets.length - 1;
  const listed = offsets[rows] as number;
  const empty = rows * cols - listed;
  const share = Math.min(1, (emptyPerListed * listed) / empty);
  let before = 0;
  return Uint32Array.from({ length: rows }, (_, i) => {
    const given = Math.round(share * ((i + 1) * cols - (offsets[i + 1] as number)));
    const count = given - before;
    before = given;
    return count;
  });
}

/** Draws columns of a row that are not listed, every choice being equally likely. */
function emptyPlaces(cols: number, seed: number) {
  const isTaken = new Uint8Array(cols);
  let draws = 0;
  return (listed: Uint32Array, count: number): Uint32Array => {
    const places = new Uint32Array(count);
    for (const col of listed) isTaken[col] = 1;
    for (let at = 0; at < count; ) {
      const col = Math.floor(uniform(seed, firstDraw + draws++) * cols);
      if (isTaken[col]) continue;
      isTaken[col] = 1;
      places[at++] = col;
    }
    for (const list of [listed, places]) for (const col of list) isTaken[col] = 0;
    return places;
  };
}

/** One after the other. */
function filled<List extends Uint32Array | Float64Array>(all: List, parts: readonly List[]): List {
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
