import type { Shape } from '../matrix.js';
import type { ParsedOptions } from '../options/schema.js';
import type { Problem } from '../problem.js';
import { type Lines, lineOf, standardizationOf } from '../standardize.js';

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
/** With fewer distinct values, as a share of the observed entries, these are counts or grades: of one unit. */
const fewestValues = 0.05;

/** The options that say of units what is known. */
type Known = Pick<ParsedOptions, 'scale' | 'bounds'>;

/**
 * Whether rows or columns have units of their own, as in a table of ages and incomes: then an error at the one
 * with the largest values would count for more than all others together. A range that is given for all values says
 * that they have not.
 */
export function differingUnits(problem: Problem, { scale, bounds }: Known): Units | undefined {
  if (Array.isArray(scale) || bounds || !hasManyValues(problem)) return undefined;
  const both = (['cols', 'rows'] as const).map((lines) => ({
    lines,
    deviations: tellingDeviations(problem, lines),
  }));
  const spreads = both.map(({ deviations }) => spreadOf(deviations.map(Math.log)));
  const greatest = (spreads[1] as number) > (spreads[0] as number) ? 1 : 0;
  if (!((spreads[greatest] as number) >= leastSpread)) return undefined;
  const { lines, deviations } = both[greatest] as (typeof both)[number];
  return { lines, deviations: [Math.min(...deviations), Math.max(...deviations)] };
}

/** Lines are standardised on trial where they are at most so many times as many as the others. */
const mostLines = 0.5;

/**
 * The lines that models may standardise on trial, as held entries say whether it helps: those of which there
 * are few, and long ones. Undefined where there are none, or the options say what is done.
 */
export function fewerLines(
  { rows, cols }: Shape,
  { scale, standardize }: Pick<ParsedOptions, 'scale' | 'standardize'>,
): Lines | undefined {
  if (standardize !== undefined || Array.isArray(scale)) return undefined;
  if (cols <= mostLines * rows) return 'cols';
  return rows <= mostLines * cols ? 'rows' : undefined;
}

function hasManyValues({ values, mask, observed }: Problem): boolean {
  const seen = new Set<number>();
  const most = fewestValues * observed;
  for (let k = 0; k < mask.length && seen.size <= most; k++) {
    if (mask[k]) seen.add(values[k] as number);
  }
  return seen.size > most;
}

/** Deviations of the lines that say something; none where these are too few. */
function tellingDeviations(problem: Problem, lines: Lines): number[] {
  const counts = new Uint32Array(problem[lines]);
  problem.mask.forEach((observed, k) => {
    const line = lineOf(k, problem, lines);
    counts[line] = (counts[line] as number) + observed;
  });
  const deviations = Array.from(standardizationOf(problem, lines).deviations);
  const telling = deviations.filter(
    (deviation, line) => deviation > 0 && (counts[line] as number) >= fewestEntries,
  );
  const { count, share } = fewestLines;
  return telling.length >= Math.max(count, share * deviations.length) ? telling : [];
}

/** Standard deviation; 0 of nothing. */
function spreadOf(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
