import { requireMemory } from './available-memory.js';
import type { Completion } from './completion.js';
import { chooseDevice, type DeviceChoice } from './device.js';
import { invalidInput } from './errors.js';
import { observedEntries } from './graph/index.js';
import { type Grid, readGrid } from './grid.js';
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
import { constantCompletion, trainedCompletion } from './result.js';
import { scaleValues, scalingOf } from './scaling.js';
import { nativeSpec } from './spec.js';

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
  readonly choice: DeviceChoice;
  /** Bytes that it takes at its peak. */
  readonly bytes: number;
  /** What takes them, for messages. */
  readonly what: string;
}

/** Looks at the shape of the input and judges what completing it would take. */
export function openRequest(input: unknown, options: ParsedOptions): Request {
  options.signal?.throwIfAborted();
  const choice = chooseDevice(options.device, loadNative());
  const grid = readGrid(input, 'input', invalidInput);
  const bytes = estimateBytes(grid, options);
  return { grid, options, choice, bytes, what: `a ${grid.rows}×${grid.cols} matrix` };
}

/** Reads the entries and completes the matrix; everything is copied before the first `await`. */
export async function runRequest({ grid, options, choice }: Request): Promise<Completion> {
  const native = loadNative();
  const parts = resolveParts(options);
  const problem = readProblem(grid, options.mask);
  const run = { problem, options, parts, choice };
  if (isConstant(problem, parts, options)) return constantCompletion(run);

  const scaling = scalingOf(problem, options.scale);
  const { rows, cols, low, high, mask } = problem;
  const values = scaleValues(problem, scaling);
  const spec = nativeSpec(parts, options, {
    rows,
    cols,
    range: (high - low) / scaling.range,
    entries: () => observedEntries(values, mask, problem),
  });
  const start: JobRequest['start'] = (report) => native.start(spec, values, mask, report);
  const outcome = await runJob({ start, terms: termNames(parts) }, options);
  return trainedCompletion(run, { scaling, spec, outcome });
}

/** Whether there is nothing to learn: a network that is given may know better than one value. */
function isConstant({ low, high }: Problem, { representation }: Parts, { scale }: ParsedOptions) {
  const isGiven = representation.type === 'latent-network' && representation.trainable === 'latent';
  return low === high && (!isGiven || scale === 'observed');
}
