import type { Shape } from '../matrix.js';
import type { NativeEntries, NativeOver } from '../native/addon.js';
import { blockLines } from './block-lines.js';

/** Observed entries line by line, a line being a row of T(X), as a row or a column of X; those of line i lie from offsets[i] on. */
export interface ObservedLines {
  /** Number of lines k. */
  readonly count: number;
  /** Entries of a line, missing ones counted: m. */
  readonly length: number;
  /** count + 1, ascending from 0. */
  readonly offsets: Uint32Array;
  /** Place of each entry in its line, ascending. */
  readonly places: Uint32Array;
  readonly values: Float32Array;
}

/** The observed entries of a matrix row by row; what lies under a mask of 0 is not read. */
export function observedEntries(
  values: Float32Array,
  mask: Uint8Array,
  { rows, cols }: Shape,
): NativeEntries {
  const observed = mask.reduce((sum, one) => sum + one, 0);
  const entries = {
    offsets: new Uint32Array(rows + 1),
    cols: new Uint32Array(observed),
    values: new Float32Array(observed),
  };
  let at = 0;
  for (let k = 0; k < rows * cols; k++) {
    if (mask[k]) {
      entries.cols[at] = k % cols;
      entries.values[at++] = values[k] as number;
    }
    if ((k + 1) % cols === 0) entries.offsets[(k + 1) / cols] = at;
  }
  return entries;
}

/** The rows or the columns of observed entries, or the lines of their blocks. */
export function linesOver(over: NativeOver, entries: NativeEntries, shape: Shape): ObservedLines {
  if (typeof over !== 'string') return blockLines(over, entries, shape);
  const { offsets, cols: places, values } = entries;
  const { rows, cols } = shape;
  const byRow = { count: rows, length: cols, offsets, places, values };
  return over === 'rows' ? byRow : transposed(byRow);
}

function transposed({ count, length, offsets, places, values }: ObservedLines): ObservedLines {
  const begin = new Uint32Array(length + 1);
  for (const place of places) (begin[place + 1] as number)++;
  for (let i = 0; i < length; i++) (begin[i + 1] as number) += begin[i] as number;
  const next = begin.slice();
  const turned = {
    places: new Uint32Array(places.length),
    values: new Float32Array(values.length),
  };
  for (let line = 0; line < count; line++) {
    for (let e = offsets[line] as number; e < (offsets[line + 1] as number); e++) {
      const to = (next[places[e] as number] as number)++;
      turned.places[to] = line;
      turned.values[to] = values[e] as number;
    }
  }
  return { count: length, length: count, offsets: begin, ...turned };
}
