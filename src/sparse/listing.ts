import { invalidInput } from '../errors.js';
import type { Shape } from '../matrix.js';
import { integerIn, type List, readList, requireAsMany } from './indices.js';

/** Observed entries as they were given: shape, lengths and values are checked, places are not. */
export interface Listing extends Shape {
  readonly places: TripletPlaces | CompressedPlaces;
  readonly values: ArrayLike<number>;
  /** Number of entries, at least 1. */
  readonly observed: number;
  /** Least and greatest value. */
  readonly low: number;
  readonly high: number;
}

/** Row and column of each entry. */
export interface TripletPlaces {
  readonly type: 'triplets';
  readonly row: List;
  readonly col: List;
}

/** Where each row begins, and the column of each entry. */
export interface CompressedPlaces {
  readonly type: 'compressed-rows';
  readonly offsets: List;
  readonly indices: List;
}

type Given = Readonly<Record<string, unknown>>;

/** The engine counts entries, rows and columns in 32 bits. */
const most = 2 ** 32 - 1;

const forms = '{ rows, cols, row, col, values } or { rows, cols, offsets, indices, values }';

/**
 * Reads triplets or compressed rows; nothing is copied yet.
 *
 * @throws {LacunaError} `LACUNA_INVALID_INPUT` for another form, a shape out of range, lengths that
 * do not belong together, no entry, or a value that is not a finite number
 */
export function readListing(input: unknown): Listing {
  if (typeof input !== 'object' || input === null || 'row' in input === 'offsets' in input) {
    throw invalidInput(forms, 'input', input);
  }
  const given = input as Given;
  const rows = integerIn([1, most], given.rows, 'input.rows');
  const cols = integerIn([1, most], given.cols, 'input.cols');
  const values = listOf(given, 'values');
  integerIn([1, most], values.entries.length, 'the length of input.values');
  const places = 'row' in given ? triplets(given, values) : compressed(given, values, rows);
  return { rows, cols, places, ...finite(values) };
}

function triplets(given: Given, values: List): TripletPlaces {
  const [row, col] = [listOf(given, 'row'), listOf(given, 'col')];
  requireAsMany(row, values);
  requireAsMany(col, values);
  return { type: 'triplets', row, col };
}

function compressed(given: Given, values: List, rows: number): CompressedPlaces {
  const [offsets, indices] = [listOf(given, 'offsets'), listOf(given, 'indices')];
  requireAsMany(indices, values);
  if (offsets.entries.length !== rows + 1) {
    throw invalidInput(`rows + 1 = ${rows + 1} entries`, offsets.name, offsets.entries);
  }
  return { type: 'compressed-rows', offsets, indices };
}

function listOf(given: Given, name: string): List {
  return readList(given[name], `input.${name}`);
}

function finite({ entries, name }: List): Omit<Listing, keyof Shape | 'places'> {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < entries.length; at++) {
    const value = entries[at];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw invalidInput('a finite number', `${name}[${at}]`, value);
    }
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return { values: entries as ArrayLike<number>, observed: entries.length, low, high };
}
