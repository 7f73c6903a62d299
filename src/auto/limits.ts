import type { Matrix } from '../matrix.js';
import type { Problem } from '../problem.js';
import { type Lines, lineOf } from '../standardize.js';

/** Estimates may be so many ranges beyond what was observed of their line: a few values out of many are. */
const beyond = 3;

/**
 * A matrix with every entry within the range that was observed of its line, widened by three of them on either side; as
 * it is in lines without any observed entry. A model that is right nearly everywhere may be a hundred ranges off in a hole
 * unlike those that it was judged by.
 */
export function withinLimits(matrix: Matrix, observed: Problem, lines: Lines): Matrix {
  const { values, mask } = observed;
  const least = new Float64Array(observed[lines]).fill(Number.POSITIVE_INFINITY);
  const greatest = new Float64Array(observed[lines]).fill(Number.NEGATIVE_INFINITY);
  mask.forEach((is, k) => {
    if (!is) return;
    const value = values[k] as number;
    const line = lineOf(k, observed, lines);
    least[line] = Math.min(least[line] as number, value);
    greatest[line] = Math.max(greatest[line] as number, value);
  });
  const data = Float64Array.from(matrix.data, (value, k) => {
    const line = lineOf(k, observed, lines);
    const [low, high] = [least[line] as number, greatest[line] as number];
    if (low > high) return value;
    const margin = beyond * (high - low);
    return Math.min(Math.max(value, low - margin), high + margin);
  });
  return { ...matrix, data };
}
