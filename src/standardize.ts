import type { Completion } from './completion.js';
import { invalidOption, LacunaError } from './errors.js';
import { finiteEntry, givenMatrix } from './given-matrix.js';
import type { Matrix, Shape } from './matrix.js';
import type { ParsedOptions } from './options/schema.js';
import type { Problem } from './problem.js';
import { completedMatrix } from './result.js';

/** The lines of a matrix. */
export type Lines = 'rows' | 'cols';

/** x = mean + deviation·z for the entries x of each line. */
export interface Standardization {
  readonly lines: Lines;
  readonly means: Float64Array;
  /** √ of the mean of (x − mean)² over the observed entries; 0 where these are equal up to rounding. */
  readonly deviations: Float64Array;
}

/** Deviations that are less than so many times the mean are what sums in double round off. */
const rounding = 1e-12;

/**
 * Means and deviations of the observed entries of each line. A line without any has those of the whole matrix.
 *
 * @throws {LacunaError} `LACUNA_INVALID_INPUT` where a deviation is beyond a double
 */
export function standardizationOf(problem: Problem, lines: Lines): Standardization {
  const { counts, means, deviations } = momentsOf(problem, lines);
  if (counts.includes(0)) {
    const whole = groupMoments(problem, { count: 1, groupOf: () => 0 });
    counts.forEach((count, line) => {
      if (count > 0) return;
      means[line] = whole.means[0] as number;
      deviations[line] = whole.deviations[0] as number;
    });
  }
  if (deviations.every(Number.isFinite)) return { lines, means, deviations };
  throw new LacunaError(
    'LACUNA_INVALID_INPUT',
    `Expected ${lines} with a finite standard deviation for input, as they are standardized, but received one of Infinity`,
  );
}

/** What the observed entries of lines are like. */
export interface Moments extends Omit<Standardization, 'lines'> {
  /** How many there are. */
  readonly counts: Uint32Array;
}

/** Of each line; NaN where nothing is observed, and an infinite deviation where it is beyond a double. */
export function momentsOf(problem: Problem, lines: Lines): Moments {
  return groupMoments(problem, {
    count: problem[lines],
    groupOf: (k) => lineOf(k, problem, lines),
  });
}

/** The line that entry k of row-major data lies in. */
export function lineOf(k: number, { cols }: Shape, lines: Lines): number {
  return lines === 'cols' ? k % cols : Math.floor(k / cols);
}

interface Grouping {
  readonly count: number;
  readonly groupOf: (k: number) => number;
}

/** In two passes, as a deviation from the mean is more exact than a difference of squares. */
function groupMoments({ values, mask }: Problem, { count, groupOf }: Grouping): Moments {
  const counts = new Uint32Array(count);
  const means = new Float64Array(count);
  const deviations = new Float64Array(count);
  for (let k = 0; k < mask.length; k++) {
    if (!mask[k]) continue;
    const group = groupOf(k);
    counts[group] = (counts[group] as number) + 1;
    means[group] = (means[group] as number) + (values[k] as number);
  }
  means.forEach((sum, group) => {
    means[group] = sum / (counts[group] as number);
  });
  for (let k = 0; k < mask.length; k++) {
    if (!mask[k]) continue;
    const group = groupOf(k);
    const off = (values[k] as number) - (means[group] as number);
    deviations[group] = (deviations[group] as number) + off * off;
  }
  deviations.forEach((sum, group) => {
    const deviation = Math.sqrt(sum / (counts[group] as number));
    const isRounding = deviation <= rounding * Math.abs(means[group] as number);
    deviations[group] = isRounding ? 0 : deviation;
  });
  return { counts, means, deviations };
}

/** z of an entry of a line; 0 where it has no deviation. */
export function toDeviations(
  x: number,
  line: number,
  { means, deviations }: Standardization,
): number {
  const deviation = deviations[line] as number;
  return deviation > 0 ? (x - (means[line] as number)) / deviation : 0;
}

/** x of an entry of a line. */
export function fromDeviations(
  z: number,
  line: number,
  { means, deviations }: Standardization,
): number {
  return (means[line] as number) + (deviations[line] as number) * z;
}

/** The matrix of z. */
export function standardized(problem: Problem, by: Standardization): Problem {
  const { values: given, mask } = problem;
  const values = new Float64Array(mask.length).fill(Number.NaN);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < mask.length; k++) {
    if (!mask[k]) continue;
    const z = toDeviations(given[k] as number, lineOf(k, problem, by.lines), by);
    values[k] = z;
    low = Math.min(low, z);
    high = Math.max(high, z);
  }
  return { ...problem, values, low, high };
}

/** A matrix that is to be completed, and how. */
export interface Assignment {
  readonly problem: Problem;
  readonly options: ParsedOptions;
}

/**
 * Completes the matrix of z and gives the result in the units of the input. Losses and errors of the run stay
 * in deviations.
 */
export async function completeStandardized(
  assignment: Assignment,
  lines: Lines,
  complete: (assignment: Assignment) => Promise<Completion>,
): Promise<Completion> {
  const by = standardizationOf(assignment.problem, lines);
  return inUnits(await complete(standardizedBy(by, assignment)), assignment, by);
}

/** The assignment of completing the matrix of z, which knows no bounds. */
export function standardizedBy(by: Standardization, { problem, options }: Assignment): Assignment {
  const { bounds: _bounds, ...others } = options;
  const instruments = standardizedTruth(options.instruments, problem, by);
  return {
    problem: standardized(problem, by),
    options: { ...others, instruments, standardize: false },
  };
}

type Instruments = ParsedOptions['instruments'];

function standardizedTruth(
  instruments: Instruments,
  shape: Shape,
  by: Standardization,
): Instruments {
  if (instruments?.nmae === undefined) return instruments;
  const { rows, cols } = shape;
  const grid = givenMatrix(instruments.nmae.truth, shape, 'instruments.nmae.truth');
  const data = Float64Array.from({ length: rows * cols }, (_, k) =>
    toDeviations(finiteEntry(grid, Math.floor(k / cols), k % cols), lineOf(k, shape, by.lines), by),
  );
  return { ...instruments, nmae: { ...instruments.nmae, truth: { data, rows, cols } } };
}

function inUnits(completion: Completion, assignment: Assignment, by: Standardization): Completion {
  const { problem } = assignment;
  const restored = ({ data }: Matrix) =>
    completedMatrix(assignment, (k) =>
      fromDeviations(data[k] as number, lineOf(k, problem, by.lines), by),
    );
  const { matrix, deviations, snapshots } = completion;
  return {
    ...completion,
    matrix: restored(matrix),
    ...(deviations && { deviations: scaledUp(deviations, by) }),
    ...(snapshots && {
      snapshots: snapshots.map((one) => ({ ...one, matrix: restored(one.matrix) })),
    }),
  };
}

function scaledUp({ data, rows, cols }: Matrix, { lines, deviations }: Standardization): Matrix {
  const scaled = Float64Array.from(data, (value, k) => {
    const line = lineOf(k, { rows, cols }, lines);
    return value * (deviations[line] as number);
  });
  return { data: scaled, rows, cols };
}

/**
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for what has a meaning in the units of the input alone
 */
export function requireStandardizable({ standardize, scale, parameters }: ParsedOptions): void {
  if (!standardize) return;
  if (Array.isArray(scale)) {
    throw invalidOption("'observed' or 'none' beside standardize", 'scale', scale);
  }
  if (parameters) throw invalidOption('false beside standardize', 'parameters', parameters);
}
