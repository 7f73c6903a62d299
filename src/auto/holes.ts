import type { Problem } from '../problem.js';
import { uniform } from '../random.js';

/**
 * Holds observed entries in holes shaped like the missing ones: pieces of the missing pattern
 * (4-connected) are drawn at random and laid at random places where most of what they cover is
 * observed, until `share` of the observed entries are held. Where pieces are too large for that, entries
 * are drawn one by one.
 *
 * @returns 1 for entries that are held, row-major
 */
export function holdHoles(problem: Problem, share: number, seed: number): Uint8Array {
  const held = new Uint8Array(problem.mask.length);
  // One observed entry stays in any case.
  const most = problem.observed - 1;
  const wanted = Math.min(most, Math.max(1, Math.round(share * problem.observed)));
  const pieces = piecesOf(problem).filter((piece) => piece.places.length <= wanted);
  const covered = pieces.reduce((sum, { places }) => sum + places.length, 0);
  const missing = problem.mask.length - problem.observed;
  // Pieces that leave most of what is missing out would judge by the wrong holes.
  const count =
    2 * covered >= missing && missing > 0 ? lay(problem, { pieces, wanted, most, seed }, held) : 0;
  holdSingles(problem, { wanted: wanted - count, seed }, held);
  return held;
}

/** Connected missing entries, as row-major places from the corner of their box. */
interface Piece {
  readonly places: readonly number[];
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

interface Laying {
  readonly pieces: readonly Piece[];
  readonly wanted: number;
  /** Entries that may be held at most. */
  readonly most: number;
  readonly seed: number;
}

/** Tries to lay a piece, for each entry that is wanted. */
const triesPerEntry = 4;
/** Share of a piece that has to cover observed entries which are not held yet. */
const leastCover = 0.6;

function lay(problem: Problem, { pieces, wanted, most, seed }: Laying, held: Uint8Array): number {
  let count = 0;
  for (let draw = 0; draw < triesPerEntry * wanted && count < wanted; draw++) {
    const piece = pieces[Math.floor(uniform(seed, 3 * draw) * pieces.length)] as Piece;
    const shift = shiftOf(problem, piece, { seed, draw });
    const free = piece.places
      .map((place) => place + shift)
      .filter((k) => problem.mask[k] === 1 && held[k] === 0);
    if (
      free.length < leastCover * piece.places.length ||
      count + free.length > Math.min(1.5 * wanted, most)
    )
      continue;
    for (const k of free) held[k] = 1;
    count += free.length;
  }
  return count;
}

/** By how much the piece moves in the row-major data, so that its box stays in the matrix. */
function shiftOf(
  { rows, cols }: Problem,
  { top, left, height, width }: Piece,
  { seed, draw }: { readonly seed: number; readonly draw: number },
): number {
  const row = Math.floor(uniform(seed, 3 * draw + 1) * (rows - height + 1));
  const col = Math.floor(uniform(seed, 3 * draw + 2) * (cols - width + 1));
  return (row - top) * cols + (col - left);
}

function piecesOf({ mask, rows, cols }: Problem): Piece[] {
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

function boxed(places: readonly number[], cols: number): Piece {
  let [top, left, bottom, right] = [Infinity, Infinity, 0, 0];
  for (const k of places) {
    const [i, j] = [Math.floor(k / cols), k % cols];
    [top, bottom] = [Math.min(top, i), Math.max(bottom, i)];
    [left, right] = [Math.min(left, j), Math.max(right, j)];
  }
  return { places, top, left, height: bottom - top + 1, width: right - left + 1 };
}

/** Holds so many of the observed entries that are not held, every choice being equally likely. */
function holdSingles(
  { mask }: Problem,
  { wanted, seed }: { readonly wanted: number; readonly seed: number },
  held: Uint8Array,
): void {
  let open = 0;
  for (let k = 0; k < mask.length; k++) if (mask[k] === 1 && held[k] === 0) open++;
  let left = Math.min(wanted, open);
  for (let k = 0; k < mask.length && left > 0; k++) {
    if (mask[k] === 0 || held[k] === 1) continue;
    if (uniform(seed, k) * open < left) {
      held[k] = 1;
      left--;
    }
    open--;
  }
}
