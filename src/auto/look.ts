import type { Problem } from '../problem.js';
import { uniform } from '../random.js';

/** What a matrix looks like, from its observed entries alone. */
export interface Look {
  /** Share of entries that are missing. */
  readonly missing: number;
  /**
   * How alike neighbours along a row are, 1 − D(1)/D(far): D(1) is the mean squared difference of
   * observed entries that are next to each other in a row, D(far) that of two drawn from the same
   * row. 1 is smooth, 0 says that the order of the columns means nothing; 0 as well where there are
   * too few pairs to say.
   */
  readonly alongRows: number;
  /** The same along columns. */
  readonly alongCols: number;
  /** How many distinct observed values there are, counted up to `manyValues`. */
  readonly values: number;
}

/** From this likeness of neighbours on, a direction is taken for smooth. */
const leastLikeness = 0.5;

/** Whether neighbours in both directions are alike, as in a picture. */
export function isGrid({ alongRows, alongCols }: Look): boolean {
  return alongRows >= leastLikeness && alongCols >= leastLikeness;
}

/** Whether neighbours in one direction are, as where columns are times. */
export function isSmooth({ alongRows, alongCols }: Look): boolean {
  return alongRows >= leastLikeness || alongCols >= leastLikeness;
}

export const manyValues = 64;

/** Pairs that a mean squared difference is taken over, at least. */
const fewestPairs = 50;
/** Draws of entries that are far from each other. */
const draws = 20000;

export function lookAt(problem: Problem, seed: number): Look {
  const { rows, cols, observed } = problem;
  return {
    missing: 1 - observed / (rows * cols),
    alongRows: likeness(problem, { step: 1, lines: rows, length: cols, stride: cols, seed }),
    alongCols: likeness(problem, { step: cols, lines: cols, length: rows, stride: 1, seed }),
    values: distinctValues(problem),
  };
}

/** How entries of a direction follow one another in the row-major data. */
interface Direction {
  readonly step: number;
  readonly lines: number;
  readonly length: number;
  /** Between the first entries of two lines. */
  readonly stride: number;
  readonly seed: number;
}

function likeness(problem: Problem, direction: Direction): number {
  const near = nearDifference(problem, direction);
  const far = farDifference(problem, direction);
  if (near === undefined || far === undefined || !(far > 0)) return 0;
  return Math.max(0, 1 - near / far);
}

function nearDifference(problem: Problem, { step, lines, length, stride }: Direction) {
  const pairs = meanSquare();
  for (let line = 0; line < lines; line++) {
    for (let at = 0; at + 1 < length; at++) {
      const k = line * stride + at * step;
      pairs.add(problem, k, k + step);
    }
  }
  return pairs.mean();
}

function farDifference(problem: Problem, { step, lines, length, stride, seed }: Direction) {
  const pairs = meanSquare();
  for (let draw = 0; draw < draws; draw++) {
    const line = Math.floor(uniform(seed, 3 * draw) * lines);
    const first = Math.floor(uniform(seed, 3 * draw + 1) * length);
    const second = Math.floor(uniform(seed, 3 * draw + 2) * length);
    if (first !== second)
      pairs.add(problem, line * stride + first * step, line * stride + second * step);
  }
  return pairs.mean();
}

function meanSquare() {
  let sum = 0;
  let count = 0;
  return {
    add({ mask, values }: Problem, a: number, b: number) {
      if (!mask[a] || !mask[b]) return;
      sum += ((values[a] as number) - (values[b] as number)) ** 2;
      count++;
    },
    mean: () => (count < fewestPairs ? undefined : sum / count),
  };
}

function distinctValues({ values, mask }: Problem): number {
  const seen = new Set<number>();
  for (let k = 0; k < mask.length && seen.size < manyValues; k++) {
    if (mask[k]) seen.add(values[k] as number);
  }
  return seen.size;
}
