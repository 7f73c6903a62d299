import type { Shape } from '../matrix.js';
import type { ParsedOptions } from '../options/schema.js';
import type { Problem } from '../problem.js';
import { type Lines, lineOf, momentsOf } from '../standardize.js';

/** Lines that have units of their own. */
export interface Units {
  readonly lines: Lines;
  /** The least and the greatest of their standard deviations. */
  readonly deviations: readonly [number, number];
}

/**
 * From this standard deviation of the logarithms of the lines' deviations on, lines are taken to have units of
 * their own. Products of random factors have 0.3 to 0.6, tables of measurements mostly 1.3 to 4; between
 * these both kinds occur, such as spectra with 1.1.
 */
const leastSpread = 1.2;
/** Observed entries from which on the deviation of a line says something. */
const fewestEntries = 8;
/** Lines that say something, at least, and as a share of all. */
const fewestLines = { count: 3, share: 0.5 };
/**
 * Fewer distinct values than the one share of the observed entries, where more than the other share of the lines have
 * the same least value, are counts or grades: of one unit.
 */
const grades = { values: 0.05, lines: 0.5 };

/** The options that say of units what is known. */
type Known = Pick<ParsedOptions, 'scale' | 'bounds'>;

/**
 * Whether rows or columns have units of their own, as in a table of ages and incomes: then an error at the one
 * with the largest values would count for more than all others together. A range that is given for all values says
 * that they have not.
 */
export function differingUnits(problem: Problem, { scale, bounds }: Known): Units | undefined {
  if (Array.isArray(scale) || bounds) return undefined;
  const [first, second] = (['cols', 'rows'] as const)
    .map((lines) => spreadAlong(problem, lines))
    .filter(({ telling }) => logSpread(telling) >= leastSpread);
  if (first === undefined) return undefined;
  const { lines, telling } = second && second.description < first.description ? second : first;
  if (areCounts(problem, lines)) return undefined;
  return {
    lines,
    deviations: [
      telling.reduce((a, b) => Math.min(a, b)),
      telling.reduce((a, b) => Math.max(a, b)),
    ],
  };
}

/** Lines are standardised on trial where they are at most so many times as many as the others. */
const mostLines = 0.5;

/**
 * Lines that may be of different kinds, which models may standardise on trial and which have weights of their own, as
 * held entries say whether it helps: those of which there are few, and long ones. Undefined where there are none, or the options say what is done.
 */
export function fewerLines(
  { rows, cols }: Shape,
  { scale, standardize }: Pick<ParsedOptions, 'scale' | 'standardize'>,
): Lines | undefined {
  if (standardize !== undefined || Array.isArray(scale)) return undefined;
  if (cols <= mostLines * rows) return 'cols';
  return rows <= mostLines * cols ? 'rows' : undefined;
}

/** Whether values are counts or grades, of which all lines are of one kind. */
export function areCounts(problem: Problem, lines: Lines): boolean {
  const { values, mask, observed } = problem;
  const seen = new Set<number>();
  const least = new Float64Array(problem[lines]).fill(Number.POSITIVE_INFINITY);
  mask.forEach((is, k) => {
    if (!is) return;
    const value = values[k] as number;
    const line = lineOf(k, problem, lines);
    if (seen.size <= grades.values * observed) seen.add(value);
    least[line] = Math.min(least[line] as number, value);
  });
  return seen.size <= grades.values * observed && shareOfCommonest(least) > grades.lines;
}

/** How many of the numbers are the one that occurs most often, as a share. */
function shareOfCommonest(numbers: Float64Array): number {
  const times = new Map<number, number>();
  for (const number of numbers) times.set(number, (times.get(number) ?? 0) + 1);
  return [...times.values()].reduce((most, count) => Math.max(most, count), 0) / numbers.length;
}

interface Spread {
  readonly lines: Lines;
  /** Deviations of the lines that say something; none where these are too few. */
  readonly telling: readonly number[];
  /**
   * What describing a value takes where each line has a normal distribution of its own, but for what does not depend on
   * the lines: Σ n_l·log σ_l / N + L·log(N) / N over the L lines that say something (the information criterion of
   * Schwarz for their 2L numbers, halved). Where columns have units, rows differ too, as they are large where the columns with the
   * largest values are; but columns tell more of a value. Logarithms, as a single huge value would decide a sum of squares.
   */
  readonly description: number;
}

function spreadAlong(problem: Problem, lines: Lines): Spread {
  const { counts, deviations } = momentsOf(problem, lines);
  const telling: number[] = [];
  let entries = 0;
  let logs = 0;
  deviations.forEach((deviation, line) => {
    const count = counts[line] as number;
    if (deviation > 0 && count >= fewestEntries) {
      telling.push(deviation);
      entries += count;
      logs += count * Math.log(deviation);
    }
  });
  const { count, share } = fewestLines;
  const isEnough = telling.length >= Math.max(count, share * deviations.length);
  const description = (logs + telling.length * Math.log(entries)) / entries;
  return { lines, telling: isEnough ? telling : [], description };
}

/** Standard deviation of the logarithms; 0 of nothing. */
function logSpread(deviations: readonly number[]): number {
  if (deviations.length === 0) return 0;
  const values = deviations.map(Math.log);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
