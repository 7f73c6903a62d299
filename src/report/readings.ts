import { classicOf } from '../classic/index.js';
import { invalidInput } from '../errors.js';
import { readGrid } from '../grid.js';
import type { Picture } from '../image/index.js';
import type { MatrixInput, Shape } from '../matrix.js';
import { resolveParts } from '../methods/resolve.js';
import { parseOptions } from '../options/parse.js';
import type { InstrumentOptions, Options, ParsedOptions } from '../options/schema.js';

/**
 * The options with all readings that a report shows: the loss more often, singular values, the
 * effective rank, the error against the truth, and snapshots. What the options say of these
 * themselves stays. Readings do not change the result; they take up to a tenth of the time of a run of
 * 2,000 steps or more. Classical methods and `auto` have no
 * instruments: their options stay as they are.
 *
 * @param input what is to be completed
 * @param truth the whole, where it is known
 * @throws LacunaError `LACUNA_INVALID_OPTION` as `complete` does
 */
export function optionsForReport(
  options: Options,
  input: MatrixInput | Picture,
  truth?: MatrixInput | Picture,
): Options {
  const parsed = parseOptions(options);
  if (mayHaveNone(parsed)) return options;
  const { steps } = resolveParts(parsed).stopping;
  const subject = { ...extentOf(input), truth };
  return {
    ...options,
    traceEvery: options.traceEvery ?? period(steps, kCurvePoints),
    instruments: { ...instrumentsFor(steps, subject), ...options.instruments },
    laplacians: options.laplacians ?? true,
    snapshots: options.snapshots ?? { steps: snapshotSteps(steps, subject) },
  };
}

interface Subject extends Shape {
  readonly channels: number;
  readonly truth: MatrixInput | Picture | undefined;
}

function extentOf(input: MatrixInput | Picture): Shape & Pick<Subject, 'channels'> {
  if (isPicture(input)) {
    return { rows: input.rows, cols: input.cols, channels: input.channels.length };
  }
  const { rows, cols } = readGrid(input, 'input', invalidInput);
  return { rows, cols, channels: 1 };
}

function isPicture(input: MatrixInput | Picture): input is Picture {
  return 'channels' in input;
}

/** With several methods to choose from, what one of them refuses is not asked for. */
function mayHaveNone({ method, tune = {} }: ParsedOptions): boolean {
  const chosen = Object.keys(tune).some((key) => key === 'method' || key.startsWith('method.'));
  return chosen || method === 'auto' || classicOf(method) !== undefined;
}

const kCurvePoints = 200;
/** A reading takes as long as five steps. */
const kSpectra = { least: 20, most: 100, stepsEach: 100 };

function instrumentsFor(steps: number, { channels, truth }: Subject): InstrumentOptions {
  const { least, most, stepsEach } = kSpectra;
  const count = Math.min(Math.max(Math.round(steps / stepsEach), least), most);
  const every = period(steps, count);
  // The engine measures against one matrix; a picture of several channels is measured by snapshots.
  const one = channels === 1 && truth !== undefined ? matrixOf(truth) : undefined;
  return {
    singularValues: { every, top: 10 },
    effectiveRank: { every },
    ...(one && varies(one) && { nmae: { every: period(steps, kCurvePoints), truth: one } }),
  };
}

function matrixOf(truth: MatrixInput | Picture): MatrixInput {
  if (!isPicture(truth)) return truth;
  return { data: truth.channels[0] as Float32Array, rows: truth.rows, cols: truth.cols };
}

/** An error is told as a share of the range of the truth. */
function varies(truth: MatrixInput): boolean {
  const grid = readGrid(truth, 'truth', invalidInput);
  const first = grid.entry(0, 0);
  for (let k = 1; k < grid.rows * grid.cols; k++) {
    if (grid.entry(Math.floor(k / grid.cols), k % grid.cols) !== first) return true;
  }
  return false;
}

function period(steps: number, count: number): number {
  return Math.max(1, Math.round(steps / count));
}

/** Steps that are shown side by side, as shares of all. */
const kShown = [0, 0.1, 0.3, 0.6, 1];

/**
 * Others: a run may end early and has then gone through these, and the error of pictures of several
 * channels is drawn from snapshots.
 */
const kBetween = [0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.15, 0.2, 0.4, 0.5, 0.7, 0.8, 0.9];

/** Numbers that the snapshots together may hold where they are more than those shown. */
const kRoom = 2 ** 25;

function snapshotSteps(steps: number, { rows, cols, channels }: Subject): number[] {
  const each = channels * (rows * cols + rows ** 2 + cols ** 2);
  const hasRoom = each * (kShown.length + kBetween.length) <= kRoom;
  const shares = hasRoom ? [...kShown, ...kBetween] : kShown;
  const at = new Set(shares.map((share) => Math.round(share * steps)));
  return [...at].sort((a, b) => a - b);
}

/** Those of the steps, ascending, that are shown side by side. */
export function shownSteps(reached: readonly number[]): number[] {
  const last = reached.at(-1) ?? 0;
  const wanted = kShown.map((share) => nearest(reached, share * last));
  return [...new Set(wanted)];
}

function nearest(steps: readonly number[], wanted: number): number {
  return steps.reduce((best, step) =>
    Math.abs(step - wanted) < Math.abs(best - wanted) ? step : best,
  );
}
