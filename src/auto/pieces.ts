import type { Shape } from '../matrix.js';

/** Connected missing entries, as row-major places from the corner of their box. */
export interface Piece {
  readonly places: readonly number[];
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** 1 observed, 0 missing, row-major. */
interface Missing extends Shape {
  readonly mask: Uint8Array;
}

/** The connected pieces of what is missing, in the order of their first entries. */
export function piecesOf({ mask, rows, cols }: Missing): Piece[] {
  const seen = Uint8Array.from(mask);
  const pieces: Piece[] = [];
  for (let k = 0; k < seen.length; k++) {
    if (seen[k]) continue;
    pieces.push(boxed(flood(seen, k, { rows, cols }), cols));
  }
  return pieces;
}

/** The places connected to one; they are marked as seen. */
function flood(
  seen: Uint8Array,
  from: number,
  { rows, cols }: { readonly rows: number; readonly cols: number },
): number[] {
  const places = [from];
  seen[from] = 1;
  for (let at = 0; at < places.length; at++) {
    const k = places[at] as number;
    const [i, j] = [Math.floor(k / cols), k % cols];
    const visit = (inside: boolean, next: number) => {
      if (!inside || seen[next]) return;
      seen[next] = 1;
      places.push(next);
    };
    visit(i > 0, k - cols);
    visit(i + 1 < rows, k + cols);
    visit(j > 0, k - 1);
    visit(j + 1 < cols, k + 1);
  }
  return places;
}

/** Places with their box. */
export function boxed(places: readonly number[], cols: number): Piece {
  let [top, left, bottom, right] = [Infinity, Infinity, 0, 0];
  for (const k of places) {
    const [i, j] = [Math.floor(k / cols), k % cols];
    [top, bottom] = [Math.min(top, i), Math.max(bottom, i)];
    [left, right] = [Math.min(left, j), Math.max(right, j)];
  }
  return { places, top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** The number of the hole that each held entry lies in, row by row; `held` has 1 where one is. */
export function holesOf(held: Uint8Array, { rows, cols }: Shape): Int32Array {
  const numbers = new Int32Array(held.length).fill(-1);
  piecesOf({ mask: held.map((flag) => 1 - flag), rows, cols }).forEach(({ places }, hole) => {
    for (const k of places) numbers[k] = hole;
  });
  return numbers.filter((number) => number >= 0);
}
