import { requireMemory } from './available-memory.js';
import { completeClassic } from './classic/complete-classic.js';
import { classicOf } from './classic/index.js';
import { requireClassicOptions } from './classic/spec.js';
import type { Completion } from './completion.js';
import { scaledTruth, truthOf } from './course.js';
import { chooseDevice, type DeviceChoice } from './device.js';
import { invalidInput } from './errors.js';
import { observedEntries } from './graph/index.js';
import { flatGrid, type Grid, readGrid } from './grid.js';
import { type JobRequest, runJob } from './job.js';
import { termNames } from './loss.js';
import type { MatrixInput } from './matrix.js';
import { estimateBytes } from './memory.js';
import type { Parts } from './methods/method.js';
import { resolveParts } from './methods/resolve.js';
import { loadNative } from './native/loader.js';
import { parseOptions } from './options/parse.js';
import type { Options, ParsedOptions } from './options/schema.js';
import { type Problem, readProblem } from './problem.js';
import { constantCompletion, type MatrixRun, type Training, trainedCompletion } from './result.js';
import { scaleValues, scalingOf } from './scaling.js';
import { nativeSpec } from './spec.js';
import { completeValidated } from './validation/complete-validated.js';

/**
 * Completes a matrix: minimises fidelity(mask∘X, mask∘X*) + Σ λ·R(T(X)) over the parameters of the
 * chosen representation of X, and puts X where entries are missing.
 *
 * Nothing that is passed is modified, and it may be modified as soon as the call has returned.
 *
 * @param input { data, rows, cols } with row-major data, or an array of rows; NaN, null and
 * undefined are missing unless the option `mask` is given
 * @throws {LacunaError} by rejection, see its `code`; a run that is aborted rejects with the
 * signal's reason. A run that diverges does not reject: see `stopReason`.
 */
export async function complete(input: MatrixInput, options: Options = {}): Promise<Completion> {
  const request = openRequest(input, parseOptions(options));
  requireMemory(request.bytes, request.what);
  return runRequest(request);
}

/** A completion that was asked for and of which only the shape was looked at. */
export interface Request {
  readonly grid: Grid;
  readonly options: ParsedOptions;
  /** Whether the run hands out what new rows are completed with. */
  readonly keepFit: boolean;
  readonly choice: DeviceChoice;
  /** Bytes that it takes at its peak. */
  readonly bytes: number;
  /** What takes them, for messages. */
  readonly what: string;
}

/** Looks at the shape of the input and judges what completing it would take. */
export function openRequest(input: unknown, options: ParsedOptions, keepFit = false): Request {
  options.signal?.throwIfAborted();
  const choice = chooseDevice(options.device, loadNative());
  const grid = readGrid(input, 'input', invalidInput);
  const bytes = estimateBytes(grid, options, keepFit);
  return { grid, options, keepFit, choice, bytes, what: `a ${grid.rows}×${grid.cols} matrix` };
}

/** Reads the entries and completes the matrix; everything is copied before the first `await`. */
export async function runRequest(request: Request): Promise<Completion> {
  const { grid, options, choice } = request;
  if (!options.validation && !options.tune) return completeOnce(request);
  const problem = readProblem(grid, options.mask);
  const copy: Grid = flatGrid(problem.values, problem, grid.name, invalidInput);
  const mask = { data: problem.mask, rows: problem.rows, cols: problem.cols };
  return completeValidated({
    problem,
    options: { ...options, mask },
    choice,
    complete: (best) => completeOnce({ ...request, grid: copy, options: best }),
  });
}

async function completeOnce(request: Request): Promise<Completion> {
  const { grid, options, choice } = request;
  const settings = classicOf(options.method);
  if (settings) {
    requireClassicOptions(options, settings);
    return completeClassic({ problem: readProblem(grid, options.mask), options, settings, choice });
  }
  const { run, trained } = await trainRequest(request);
  return trained ? trainedCompletion(run, trained) : constantCompletion(run);
}

/** A run as it ended; without `trained` all observed values are equal. */
export interface FinishedRun {
  readonly run: MatrixRun;
  readonly trained?: Training;
}

/** Reads the entries and trains; everything is copied before the first `await`. */
export async function trainRequest(request: Request): Promise<FinishedRun> {
  const { grid, options, keepFit, choice } = request;
  const native = loadNative();
  const parts = resolveParts(options);
  const problem = readProblem(grid, options.mask);
  const truth = truthOf(options.instruments, problem);
  const run = { problem, options, parts, choice };
  if (isConstant(problem, parts, options)) return { run };

  const scaling = scalingOf(problem, options.scale);
  const { rows, cols, low, high, mask } = problem;
  const values = scaleValues(problem, scaling);
  const settings = { ...options, keepFit };
  const spec = nativeSpec(parts, settings, {
    rows,
    cols,
    range: (high - low) / scaling.range,
    entries: () => observedEntries(values, mask, problem),
    truth: truth && scaledTruth(truth, scaling),
  });
  const start: JobRequest['start'] = (report) => native.start(spec, values, mask, report);
  const outcome = await runJob({ start, terms: termNames(parts) }, options);
  return { run, trained: { scaling, spec, outcome } };
}

/** Whether there is nothing to learn: a network that is given may know better than one value. */
function isConstant({ low, high }: Problem, { representation }: Parts, { scale }: ParsedOptions) {
  const isGiven = representation.type === 'latent-network' && representation.trainable === 'latent';
  return low === high && (!isGiven || scale === 'observed');
}
