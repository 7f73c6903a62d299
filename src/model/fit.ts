import { requireMemory } from '../available-memory.js';
import { classicOf } from '../classic/index.js';
import { openRequest, trainRequest } from '../complete.js';
import type { RunReport } from '../completion.js';
import { invalidOption } from '../errors.js';
import type { MatrixInput, Shape } from '../matrix.js';
import type { Parts } from '../methods/method.js';
import { resolveParts } from '../methods/resolve.js';
import type { NativeOutcome } from '../native/addon.js';
import { parseOptions, parseSparseOptions } from '../options/parse.js';
import type { Options, ParsedOptions, SparseOptions } from '../options/schema.js';
import { constantReport, type Run, trainedReport } from '../run-report.js';
import type { Scaling } from '../scaling.js';
import { trainSparse } from '../sparse/complete-sparse.js';
import type { SparseInput } from '../sparse/input.js';
import { packageVersion } from '../version.js';
import { describeParts } from './describe-parts.js';
import type { FitReport, Model } from './model.js';
import { modelOf } from './model-of.js';
import type { FloatMatrix, ModelState } from './state.js';

/**
 * Trains on a matrix as `complete` does and keeps what was learned, to complete further rows with and
 * to save. X itself is cut down to `model.factors`: a chain with a width below rows and cols is cut at
 * the narrowest one, of anything else a Gram matrix of the shorter side k is taken apart (about 9·k³
 * operations once).
 *
 * @param input as for `complete`
 * @param options those of `complete`; `bounds` and `keepObserved` go on for new rows
 * @throws {LacunaError} by rejection, as `complete` does
 */
export async function fit(input: MatrixInput, options: Options = {}): Promise<Model> {
  const parsed = parseOptions(options);
  requireFittable(parsed);
  const request = openRequest(input, parsed, true);
  requireMemory(request.bytes, request.what);
  const parts = resolveParts(request.options);
  const { run, trained } = await trainRequest(request);
  const { bounds, keepObserved } = request.options;
  const fitted = trained
    ? { report: trainedReport(run, trained.outcome), ...fitOf(trained.outcome, run.problem) }
    : { report: constantReport(run), ...fitOfNothing(run.problem) };
  const scaling = trained?.scaling ?? { offset: run.problem.low, range: 1 };
  return modelOf(stateOf(fitted, parts, { scaling, bounds, keepObserved }));
}

/**
 * The same from observed entries alone, as `completeSparse` takes them.
 *
 * @throws {LacunaError} by rejection, as `completeSparse` does
 */
export async function fitSparse(input: SparseInput, options: SparseOptions = {}): Promise<Model> {
  const parsed = parseSparseOptions(options);
  requireFittable(parsed);
  const { run, parts, scaling, outcome } = await trainSparse(input, parsed, true);
  const fitted = outcome
    ? { report: trainedReport(run, outcome), ...fitOf(outcome, run.problem) }
    : { report: constantReport(run), ...fitOfNothing(run.problem) };
  return modelOf(stateOf(fitted, parts, { scaling, bounds: parsed.bounds, keepObserved: true }));
}

/** @throws {LacunaError} `LACUNA_INVALID_OPTION` for what only completions have */
function requireFittable({
  method,
  validation,
  tune,
}: Pick<ParsedOptions, 'method' | 'validation' | 'tune'>): void {
  const classical = classicOf(method);
  if (classical) throw invalidOption('a deep method with fit', 'method', classical.type);
  const name = validation ? 'validation' : 'tune';
  const given = validation ?? tune;
  if (given) throw invalidOption('nothing with fit: tune a completion first,', name, given);
}

type Fitted = Pick<ModelState, 'left' | 'right' | 'lambda'>;

function fitOf({ fit }: NativeOutcome, { rows, cols }: Shape): Fitted {
  const { left, right, ...weights } = fit as NonNullable<NativeOutcome['fit']>;
  const lambda = { proximal: weights.covarianceWeight, 'least-squares': weights.identityWeight };
  return { left: factor(left, rows), right: factor(right, cols), lambda };
}

/** All observed values are equal: x = offset, with factors of zeros. */
function fitOfNothing({ rows, cols }: Run['problem']): Fitted {
  const zeros = (side: number) => factor(new Float32Array(side), side);
  return { left: zeros(rows), right: zeros(cols), lambda: { proximal: 1, 'least-squares': 1 } };
}

function factor(data: Float32Array, rows: number): FloatMatrix {
  return { data, rows, cols: data.length / rows };
}

interface Kept {
  readonly scaling: Scaling;
  readonly bounds: ModelState['bounds'];
  readonly keepObserved: boolean;
}

function stateOf(
  { report, ...fitted }: Fitted & { readonly report: RunReport },
  parts: Parts,
  kept: Kept,
): ModelState {
  return {
    ...fitted,
    ...kept,
    report: fitReport(report),
    parts: describeParts(parts),
    laplacians: someOf(report.laplacians),
    lacuna: packageVersion(),
  };
}

/** A method that learns none has none, as when they are not asked for. */
function someOf(laplacians: ModelState['laplacians']): ModelState['laplacians'] {
  return laplacians && Object.keys(laplacians).length > 0 ? laplacians : undefined;
}

function fitReport(report: RunReport): FitReport {
  const { method, observed, seed, device, steps, stopReason, loss, seconds, threads } = report;
  return { method, observed, seed, device, steps, stopReason, loss, seconds, threads };
}
