import type { Completion } from './completion.js';
import { chooseDevice } from './device.js';
import { invalidInput } from './errors.js';
import { readGrid } from './grid.js';
import { runJob } from './job.js';
import { termNames } from './loss.js';
import type { MatrixInput } from './matrix.js';
import { estimateBytes, requireMemory } from './memory.js';
import { resolveParts } from './methods/resolve.js';
import { loadNative } from './native/loader.js';
import { parseOptions } from './options/parse.js';
import type { Options } from './options/schema.js';
import { readProblem } from './problem.js';
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
  const parsed = parseOptions(options);
  parsed.signal?.throwIfAborted();
  const native = loadNative();
  const choice = chooseDevice(parsed.device, native);
  const parts = resolveParts(parsed);

  const grid = readGrid(input, 'input', invalidInput);
  requireMemory(estimateBytes(grid, parsed), `a ${grid.rows}×${grid.cols} matrix`);
  const problem = readProblem(grid, parsed.mask);

  const run = { problem, options: parsed, regularizers: parts.regularizers, choice };
  if (problem.low === problem.high) return constantCompletion(run);

  const scaling = scalingOf(problem, parsed.scale);
  const { rows, cols, low, high, mask } = problem;
  const spec = nativeSpec(parts, parsed, { rows, cols, range: (high - low) / scaling.range });
  const values = scaleValues(problem, scaling);
  const terms = termNames(parts.regularizers);
  const outcome = await runJob(native, { spec, values, mask, terms }, parsed);
  return trainedCompletion(run, scaling, outcome);
}
