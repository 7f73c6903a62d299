import type { Problem } from '../problem.js';
import { uniform } from '../random.js';
import { boxed, type Piece, piecesOf } from './pieces.js';

/** Observed entries that are held. */
export interface Holes {
  /** 1 for entries that are held, row-major. */
  readonly held: Uint8Array;
  /** How many holes they make. */
  readonly count: number;
}

/**
 * Holds observed entries in holes shaped like the missing ones: pieces of the missing pattern
 * (4-connected) are drawn at random and laid, in turn anywhere and near where they are missing, where
 * most of what they cover is observed, until `share` of the observed entries are held. Of pieces too
 * large for that a part is laid; where they fit nowhere, as in a pattern that is mostly missing, entries
 * are drawn one by one.
 */
export function holdHoles(problem: Problem, share: number, seed: number): Holes {
  const held = new Uint8Array(problem.mask.length);
  // One observed entry stays in any case.
  const most = problem.observed - 1;
  const wanted = Math.min(most, Math.max(1, Math.round(share * problem.observed)));
  const pieces = cutPieces(problem, { wanted, seed });
  const laid = lay(problem, { pieces, wanted, most, seed }, held);
  const singles = holdSingles(problem, { wanted: wanted - laid.entries, seed }, held);
  return { held, count: laid.count + singles };
}

interface Laying {
  readonly pieces: readonly Piece[];
  readonly wanted: number;
  /** Entries that may be held at most. */
  readonly most: number;
  readonly seed: number;
}

/** How often laying pieces is tried, as a multiple of how many are wanted; and at least so often. */
const tries = { times: 4, least: 50 };
/** Share of a piece that has to cover observed entries which are not held yet. */
const leastCover = 0.6;

function lay(problem: Problem, { pieces, wanted, most, seed }: Laying, held: Uint8Array) {
  const all = pieces.reduce((sum, { places }) => sum + places.length, 0);
  const draws = all > 0 ? (tries.times * wanted * pieces.length) / all + tries.least : 0;
  const limit = Math.min(1.5 * wanted, most);
  const laid = { entries: 0, count: 0 };
  for (let draw = 0; draw < draws && laid.entries < wanted; draw++) {
    const piece = pieces[Math.floor(uniform(seed, 3 * draw) * pieces.length)] as Piece;
    const shift = shiftOf(problem, piece, { seed, draw });
    const free = piece.places
      .map((place) => place + shift)
      .filter((k) => problem.mask[k] === 1 && held[k] === 0);
    if (free.length < leastCover * piece.places.length || laid.entries + free.length > limit)
      continue;
    for (const k of free) held[k] = 1;
    laid.entries += free.length;
    laid.count++;
  }
  return laid;
}

/** The missing pieces; from those that are larger than wanted, square parts of half as many entries at most. */
function cutPieces(
  problem: Problem,
  { wanted, seed }: { readonly wanted: number; readonly seed: number },
): Piece[] {
  const side = Math.max(1, Math.floor(Math.sqrt(wanted / 2)));
  return piecesOf(problem).flatMap((piece, at) => {
    const { places } = piece;
    if (places.length <= wanted) return [piece];
    const parts = Math.ceil(places.length / side ** 2);
    return Array.from({ length: parts }, (_, k) => {
      const draw = Math.floor(uniform(seed + at, k) * places.length);
      return partOf(places, { corner: places[draw] as number, side, cols: problem.cols });
    });
  });
}

interface Window {
  readonly corner: number;
  readonly side: number;
  readonly cols: number;
}

/** The places in a square that begins at one of them. */
function partOf(places: readonly number[], { corner, side, cols }: Window): Piece {
  const [top, left] = [Math.floor(corner / cols), corner % cols];
  const inside = places.filter((k) => {
    const [i, j] = [Math.floor(k / cols) - top, (k % cols) - left];
    return i >= 0 && i < side && j >= 0 && j < side;
  });
  return boxed(inside, cols);
}

/** How far from its place a piece is laid that is to lie near, as a multiple of its height and width. */
const nearby = 2;

/** By how much the piece moves in the row-major data, so that its box stays in the matrix. */
function shiftOf(
  { rows, cols }: Problem,
  { top, left, height, width }: Piece,
  { seed, draw }: { readonly seed: number; readonly draw: number },
): number {
  const reach = draw % 2 === 0 ? Number.POSITIVE_INFINITY : nearby;
  const along = (from: number, size: number, length: number, index: number) => {
    const least = Math.max(0, from - reach * size);
    const most = Math.min(length - size, from + reach * size);
    return least + Math.floor(uniform(seed, index) * (most - least + 1)) - from;
  };
  return along(top, height, rows, 3 * draw + 1) * cols + along(left, width, cols, 3 * draw + 2);
}

/**
 * Holds so many of the observed entries that are not held, every choice being equally likely.
 *
 * @returns how many those were
 */
function holdSingles(
  { mask }: Problem,
  { wanted, seed }: { readonly wanted: number; readonly seed: number },
  held: Uint8Array,
): number {
  let open = 0;
  for (let k = 0; k < mask.length; k++) if (mask[k] === 1 && held[k] === 0) open++;
  const taken = Math.max(0, Math.min(wanted, open));
  let left = taken;
  for (let k = 0; k < mask.length && left > 0; k++) {
    if (mask[k] === 0 || held[k] === 1) continue;
    if (uniform(seed, k) * open < left) {
      held[k] = 1;
      left--;
    }
    open--;
  }
  return taken;
}
