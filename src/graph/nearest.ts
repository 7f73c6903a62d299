import type { ObservedLines } from './observed.js';

/** For each of k lines its nearest others, nearest first; of equal distances the lower index first. */
export interface Nearest {
  /** Neighbours of a line at most. */
  readonly limit: number;
  /** Neighbours that each line has. */
  readonly found: Uint32Array;
  /** k×limit. */
  readonly neighbours: Uint32Array;
  /** k×limit, the squared distances to them. */
  readonly squares: Float64Array;
}

/**
 * The `limit` nearest lines of each by d²(i, j) = the mean of (x_i − x_j)² over the entries that both
 * observe. Lines that observe nothing in common are no neighbours.
 *
 * k·|Ω|/2 operations, and memory for k·limit + m numbers: the distances are not kept.
 */
export function nearestLines(lines: ObservedLines, limit: number): Nearest {
  const { count } = lines;
  const most = Math.min(limit, Math.max(1, count - 1));
  const nearest = {
    limit: most,
    found: new Uint32Array(count),
    neighbours: new Uint32Array(count * most),
    squares: new Float64Array(count * most),
  };
  // Every line hears of the others in ascending order, so that of equals the lower one is first.
  const row = new Float64Array(lines.length).fill(Number.NaN);
  for (let i = 1; i < count; i++) {
    spread(lines, i, row);
    for (let j = 0; j < i; j++) {
      const square = squaredDistance(lines, j, row);
      if (Number.isNaN(square)) continue;
      insert(nearest, i, j, square);
      insert(nearest, j, i, square);
    }
    row.fill(Number.NaN);
  }
  return nearest;
}

/** Writes the observed entries of a line to their places. */
function spread({ offsets, places, values }: ObservedLines, line: number, to: Float64Array): void {
  for (let e = offsets[line] as number; e < (offsets[line + 1] as number); e++) {
    to[places[e] as number] = values[e] as number;
  }
}

/** To a line spread out, its missing entries NaN; NaN without an entry in common. */
function squaredDistance(lines: ObservedLines, line: number, other: Float64Array): number {
  const { offsets, places, values } = lines;
  let sum = 0;
  let shared = 0;
  for (let e = offsets[line] as number; e < (offsets[line + 1] as number); e++) {
    const difference = (values[e] as number) - (other[places[e] as number] as number);
    if (Number.isNaN(difference)) continue;
    sum += difference * difference;
    shared++;
  }
  return sum / shared;
}

/** Adds a neighbour where it is among the nearest, behind those of the same distance. */
function insert(nearest: Nearest, line: number, neighbour: number, square: number): void {
  const { limit, found, neighbours, squares } = nearest;
  const first = line * limit;
  const have = found[line] as number;
  if (have === limit && square >= (squares[first + limit - 1] as number)) return;
  let at = first + Math.min(have, limit - 1);
  for (; at > first && (squares[at - 1] as number) > square; at--) {
    squares[at] = squares[at - 1] as number;
    neighbours[at] = neighbours[at - 1] as number;
  }
  squares[at] = square;
  neighbours[at] = neighbour;
  if (have < limit) found[line] = have + 1;
}
