import { requireMemory } from '../available-memory.js';
import { classicOf } from '../classic/index.js';
import {
  type FinishedRun,
  heldOf,
  judgeRequest,
  openRequest,
  ownOptions,
  type Request,
  trainRequest,
} from '../complete.js';
import type { RunReport, ValidationReport } from '../completion.js';
import { invalidOption } from '../errors.js';
import type { MatrixInput, Shape } from '../matrix.js';
import type { Parts } from '../methods/method.js';
import type { NativeOutcome } from '../native/addon.js';
import { parseFitOptions, parseSparseFitOptions } from '../options/parse.js';
import type { FitOptions, ParsedOptions, SparseFitOptions } from '../options/schema.js';
import { readProblem } from '../problem.js';
import { constantReport, type Run, trainedReport } from '../run-report.js';
import {
  heldOfSparse,
  judgeSparse,
  type SparseTraining,
  trainSparse,
} from '../sparse/complete-sparse.js';
import type { SparseInput } from '../sparse/input.js';
import { settleDevice } from '../sparse/settle-device.js';
import { type Assignment, standardizationOf, standardizedBy } from '../standardize.js';
import { runValidated, type Validated, withValidation } from '../validation/complete-validated.js';
import { packageVersion } from '../version.js';
import { describeParts } from './describe-parts.js';
import type { FitReport, FitValidation, Model } from './model.js';
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
export async function fit(input: MatrixInput, options: FitOptions = {}): Promise<Model> {
  const parsed = parseFitOptions(options);
  requireFittable(parsed);
  const request = openRequest(input, parsed, true);
  requireMemory(request.bytes, request.what);
  const given = { problem: readProblem(request.grid, parsed.mask), options: parsed };
  const standardization = parsed.standardize
    ? standardizationOf(given.problem, parsed.standardize)
    : undefined;
  const assignment = standardization ? standardizedBy(standardization, given) : given;
  const { run, validation } = await trainValidated(request, assignment);
  const { bounds, keepObserved } = parsed;
  return modelOf(stateOfRun(run, { bounds, keepObserved, standardization }, validation));
}

async function trainValidated(request: Request, { problem, options }: Assignment) {
  const held = heldOf(options, problem);
  if (!held) return { run: await trainRequest({ ...request, options }, problem) };
  const { result, ...validation } = await runValidated({
    options: ownOptions(options),
    held,
    parse: parseFitOptions,
    judge: (candidate) => judgeRequest({ ...request, options: candidate }, problem, held),
    complete: (best) => trainRequest({ ...request, options: best }, problem),
  });
  return { run: result, validation };
}

/**
 * The same from observed entries alone, as `completeSparse` takes them.
 *
 * @throws {LacunaError} by rejection, as `completeSparse` does
 */
export async function fitSparse(
  input: SparseInput,
  options: SparseFitOptions = {},
): Promise<Model> {
  const parsed = parseSparseFitOptions(options);
  requireFittable(parsed);
  const held = heldOfSparse(input, parsed);
  if (!held) return modelOf(stateOfSparse(await trainSparse(input, parsed, { keepFit: true })));
  const copy = structuredClone(input);
  const deviceOf = settleDevice(copy, parsed);
  const validated = await runValidated({
    options: ownOptions(parsed),
    held,
    parse: parseSparseFitOptions,
    judge: (candidate) => judgeSparse(copy, candidate, { held, choice: deviceOf(candidate) }),
    complete: (best) => trainSparse(copy, best, { keepFit: true, choice: deviceOf(best) }),
  });
  return modelOf(stateOfSparse(validated.result, validated));
}

type Validation = Omit<Validated<unknown>, 'result'>;

function stateOfRun(
  { run, trained }: FinishedRun,
  kept: Omit<Kept, 'scaling'>,
  validation?: Validation,
): ModelState {
  const fitted = trained
    ? { report: trainedReport(run, trained.outcome), ...fitOf(trained.outcome, run.problem) }
    : { report: constantReport(run), ...fitOfNothing(run.problem) };
  const scaling = trained?.scaling ?? { offset: run.problem.low, range: 1 };
  return stateOf(judged(fitted, validation), run.parts, { ...kept, scaling });
}

function stateOfSparse(
  { run, parts, scaling, outcome }: SparseTraining,
  validation?: Validation,
): ModelState {
  const fitted = outcome
    ? { report: trainedReport(run, outcome), ...fitOf(outcome, run.problem) }
    : { report: constantReport(run), ...fitOfNothing(run.problem) };
  const { bounds } = run.options;
  return stateOf(judged(fitted, validation), parts, {
    scaling,
    standardization: undefined,
    bounds,
    keepObserved: true,
  });
}

function judged<Run extends { readonly report: RunReport }>(
  run: Run,
  validation?: Validation,
): Run {
  return validation ? { ...run, report: withValidation(run.report, validation) } : run;
}

/** @throws {LacunaError} `LACUNA_INVALID_OPTION` for what only completions have */
function requireFittable({ method, tune }: Pick<ParsedOptions, 'method' | 'tune'>): void {
  const classical = classicOf(method);
  if (classical) throw invalidOption('a deep method with fit', 'method', classical.type);
  if (tune) throw invalidOption('nothing with fit: tune a completion first,', 'tune', tune);
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

type Kept = Pick<ModelState, 'scaling' | 'standardization' | 'bounds' | 'keepObserved'>;

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
  const { method, observed, seed, device, precision, steps, stopReason, loss } = report;
  const { seconds, threads, validation, deviceReason } = report;
  return {
    method,
    observed,
    seed,
    device,
    precision,
    ...(deviceReason !== undefined && { deviceReason }),
    steps,
    stopReason,
    loss,
    seconds,
    threads,
    ...(validation && Number.isFinite(validation.error) && { validation: pointOf(validation) }),
  };
}

/** What a model keeps of it: no curve. */
function pointOf({ entries, error, steps, seconds }: ValidationReport): FitValidation {
  return { entries, error, steps, seconds };
}
