import { LacunaError } from '../errors.js';
import type { Shape } from '../matrix.js';
import type { NativeEntries } from '../native/addon.js';
import { uniform } from '../random.js';
import type { Holding } from './rule.js';

/** Observed entries that are kept apart. */
export interface Held {
  /** 1 held, 0 not, for each observed entry row by row. */
  readonly flags: Uint8Array;
  readonly count: number;
}

/** Where observed entries lie, row by row. */
export type Places = Pick<NativeEntries, 'offsets' | 'cols'>;

/**
 * Chooses the entries to hold; the same seed chooses the same.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` when there is nothing to hold, or nothing but that
 */
export function holdEntries(
  places: Places,
  shape: Shape,
  { share, pattern }: Holding,
  seed: number,
): Held {
  const flags = new Uint8Array(places.cols.length);
  if (pattern === 'random') holdAny(flags, share, seed);
  else holdShifted(flags, places, shape, { share, seed });
  const count = flags.reduce((sum, flag) => sum + flag, 0);
  if (count > 0 && count < flags.length) return { flags, count };
  throw new LacunaError(
    'LACUNA_INVALID_OPTION',
    `Expected a share of ${flags.length} observed entries that holds some and leaves some for ` +
      `validation.share but received ${share}, which holds ${count}`,
  );
}

/** round(share·n) of them, every choice being equally likely: selection sampling, as in randomMask. */
function holdAny(flags: Uint8Array, share: number, seed: number): void {
  let wanted = Math.round(share * flags.length);
  for (let e = 0; e < flags.length; e++) {
    if (uniform(seed, e) * (flags.length - e) >= wanted) continue;
    flags[e] = 1;
    wanted--;
  }
}

/** Moves of the missing pattern that are tried. */
const moves = 64;

/**
 * Those that missing entries fall on when the pattern is moved: of some moves, drawn at random, the one
 * that holds most without holding more than the share. Where every move holds more (much is missing),
 * what the least one holds is thinned out at random.
 */
function holdShifted(
  flags: Uint8Array,
  places: Places,
  shape: Shape,
  { share, seed }: { readonly share: number; readonly seed: number },
): void {
  const observed = observedMap(places, shape);
  const most = Math.max(1, Math.floor(share * flags.length));
  const counts = Array.from({ length: moves }, (_, index) => {
    const move = moveOf(index, shape, seed);
    return { move, count: countUnder(move, { places, shape, observed }) };
  }).filter(({ count }) => count > 0);
  const within = counts.filter(({ count }) => count <= most);
  const chosen =
    within.length > 0
      ? within.reduce((best, one) => (one.count > best.count ? one : best))
      : counts.reduce((best, one) => (one.count < best.count ? one : best), counts[0] ?? noMove);
  forEachUnder(chosen.move, { places, shape, observed }, (e) => {
    flags[e] = 1;
  });
  if (chosen.count > most) thinOut(flags, most, seed);
}

interface Move {
  readonly down: number;
  readonly right: number;
}

const noMove = { move: { down: 0, right: 0 }, count: 0 };

interface Pattern {
  readonly places: Places;
  readonly shape: Shape;
  readonly observed: Uint8Array;
}

function observedMap({ offsets, cols }: Places, shape: Shape): Uint8Array {
  const map = new Uint8Array(shape.rows * shape.cols);
  for (let i = 0; i < shape.rows; i++) {
    for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e++) {
      map[i * shape.cols + (cols[e] as number)] = 1;
    }
  }
  return map;
}

function moveOf(index: number, { rows, cols }: Shape, seed: number): Move {
  const draw = (at: number, span: number) => Math.floor(uniform(seed, 2 * index + at) * span);
  return { down: draw(0, rows), right: draw(1, cols) };
}

function countUnder(move: Move, pattern: Pattern): number {
  let count = 0;
  forEachUnder(move, pattern, () => {
    count++;
  });
  return count;
}

/** The observed entries that a missing one falls on; the pattern goes round at the borders. */
function forEachUnder(
  { down, right }: Move,
  { places: { offsets, cols }, shape, observed }: Pattern,
  visit: (entry: number) => void,
): void {
  for (let i = 0; i < shape.rows; i++) {
    const from = ((i - down + shape.rows) % shape.rows) * shape.cols;
    for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e++) {
      const col = ((cols[e] as number) - right + shape.cols) % shape.cols;
      if (observed[from + col] === 0) visit(e);
    }
  }
}

function thinOut(flags: Uint8Array, most: number, seed: number): void {
  const held = Array.from(flags.keys()).filter((e) => flags[e] === 1);
  const kept = new Uint8Array(held.length);
  holdAny(kept, most / held.length, seed);
  held.forEach((e, at) => {
    flags[e] = kept[at] as number;
  });
}
