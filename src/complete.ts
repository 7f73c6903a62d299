import { completeAuto, requireAutoOptions } from './auto/index.js';
import { requireMemory } from './available-memory.js';
import { completeClassic, validateClassic } from './classic/complete-classic.js';
import { classicOf } from './classic/index.js';
import { requireClassicOptions } from './classic/spec.js';
import type { Completion } from './completion.js';
import { scaledTruth, truthOf } from './course.js';
import { type DeviceChoice, requireDevice } from './device.js';
import { invalidInput } from './errors.js';
import { gpuQueue, startProblem } from './gpu/queue.js';
import { observedEntries } from './graph/index.js';
import { type Grid, readGrid } from './grid.js';
import { type JobRequest, runJob } from './job.js';
import { termNames } from './loss.js';
import type { MatrixInput } from './matrix.js';
import type { Parts } from './methods/method.js';
import { resolveParts } from './methods/resolve.js';
import type { NativeOutcome, NativeSpec, NativeValidation } from './native/addon.js';
import { loadNative } from './native/loader.js';
import { parseOptions } from './options/parse.js';
import type { Options, ParsedOptions } from './options/schema.js';
import { isOfCpu, placeRun } from './placement.js';
import { type Problem, readProblem } from './problem.js';
import { constantCompletion, type MatrixRun, type Training, trainedCompletion } from './result.js';
import { type Scaling, scaleValues, scalingOf } from './scaling.js';
import { nativeSpec } from './spec.js';
import { completeStandardized, requireStandardizable } from './standardize.js';
import {
  type AgreementRule,
  agreementOf,
  type Compared,
  comparedBy,
  nativeAgreement,
  runAgreed,
} from './validation/agreement.js';
import { runValidated, withValidation } from './validation/complete-validated.js';
import { type DeepJudge, deepJudge, deepJudgement, nativeValidation } from './validation/deep.js';
import { type Held, holdEntries } from './validation/held.js';
import { holdingOf } from './validation/rule.js';
import { maskWithout, splitEntries } from './validation/split.js';
import type { Judgement } from './validation/tune.js';

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
  /** Bytes of this machine's memory that it takes at its peak. */
  readonly bytes: number;
  /** What takes them, for messages. */
  readonly what: string;
}

/** Looks at the shape of the input and judges what completing it would take. */
export function openRequest(input: unknown, options: ParsedOptions, keepFit = false): Request {
  options.signal?.throwIfAborted();
  requireAutoOptions(options);
  requireStandardizable(options);
  requireDevice(options, loadNative());
  const grid = readGrid(input, 'input', invalidInput);
  const { choice, bytes } = placeRun(grid, options, keepFit);
  const what = `a ${grid.rows}×${grid.cols} matrix`;
  return { grid, options, keepFit, choice: takeTurn(choice, options), bytes, what };
}

/** Where several GPUs are as good, the next of them in turn. */
function takeTurn(choice: DeviceChoice, options: ParsedOptions): DeviceChoice {
  return choice.device === 'cpu' ? choice : gpuQueue(loadNative()).inTurn(choice, options);
}

/** Reads the entries and completes the matrix; everything is copied before the first `await`. */
export async function runRequest(request: Request): Promise<Completion> {
  const problem = readProblem(request.grid, request.options.mask);
  if (request.options.method === 'auto') return chooseAndComplete(request, problem);
  const { standardize } = request.options;
  if (!standardize) return completeProblem(request, problem);
  return completeStandardized({ problem, options: request.options }, standardize, (one) =>
    completeProblem({ ...request, options: one.options }, one.problem),
  );
}

async function completeProblem(request: Request, problem: Problem): Promise<Completion> {
  const { options } = request;
  const rule = classicOf(options.method) ? undefined : agreementOf(options);
  if (rule) return completeAgreed(request, problem, rule);
  const held = heldOf(options, problem);
  if (!held) return completeOnce(request, problem);
  const validated = await runValidated({
    options: ownOptions(options),
    held,
    parse: parseOptions,
    judge: (candidate) => judge(requestFor(candidate, request), problem, held),
    complete: (best) => completeOnce(requestFor(best, request), problem),
  });
  return withValidation(validated.result, validated);

  function judge(trial: Request, of: Problem, by: Held): Promise<Judgement> {
    const settings = classicOf(trial.options.method);
    if (settings === undefined) return judgeRequest(trial, of, by);
    requireClassicOptions(trial.options, settings);
    const { options: tried, choice } = trial;
    return validateClassic({ problem: of, options: tried, settings, choice }, by);
  }
}

/**
 * The same request with the options of one run of several. They share a device, so that a step is the same
 * in each, unless `tune` tries what only another one computes.
 */
function requestFor(options: ParsedOptions, request: Request): Request {
  if (isOfCpu(options) === isOfCpu(request.options)) return { ...request, options };
  const { choice } = placeRun(request.grid, options, request.keepFit);
  return { ...request, options, choice: takeTurn(choice, options) };
}

/** Completes by models that held entries choose; each of them is a request of its own. */
async function chooseAndComplete({ options, choice }: Request, problem: Problem) {
  if (problem.low === problem.high) return constantCompletion({ problem, options, choice });
  return completeAuto({ problem, options, choice, complete });
}

/** A run of as many steps as two seeds agree on; of those of its method where nothing is missing. */
async function completeAgreed(
  request: Request,
  problem: Problem,
  rule: AgreementRule,
): Promise<Completion> {
  const isConstantInput = problem.low === problem.high;
  if (isConstantInput || problem.observed === problem.mask.length) {
    return completeOnce(request, problem);
  }
  return runAgreed({
    options: ownOptions(request.options),
    compare: (options) => comparePair(requestFor(options, request), problem, rule),
    complete: (options) => completeOnce(requestFor(options, request), problem),
  });
}

/** Trains the same twice, with another seed the second time. */
async function comparePair(
  request: Request,
  problem: Problem,
  rule: AgreementRule,
): Promise<Compared> {
  const { options } = request;
  const { mask } = problem;
  const parts = resolveParts(options);
  const { scaling, values, ...prepared } = prepare(request, { problem, parts }, mask);
  const spec = { ...prepared.spec, agreement: nativeAgreement(rule, mask, options.seed) };
  const pair = [
    { values, mask },
    { values, mask },
  ];
  const start: JobRequest['start'] = (report) => loadNative().start(spec, pair, report);
  const [outcome] = await runJob({ start, terms: termNames(parts) }, options);
  return comparedBy(outcome as NativeOutcome, scaling);
}

/** The entries that judge the run; undefined where it is not judged, as when all values are equal. */
export function heldOf(options: ParsedOptions, problem: Problem): Held | undefined {
  if (problem.low === problem.high) return undefined;
  const holding = holdingOf(options, problem.observed);
  if (!holding) return undefined;
  const places = observedEntries(new Float32Array(problem.mask.length), problem.mask, problem);
  return holdEntries(places, problem, holding, options.seed);
}

/** Options whose matrices the caller may change while runs follow each other. */
export function ownOptions<Options extends OptionsWithMatrices>(options: Options): Options {
  const { representation, regularizers, instruments } = options;
  return { ...options, ...structuredClone({ representation, regularizers, instruments }) };
}

type OptionsWithMatrices = Partial<
  Record<'representation' | 'regularizers' | 'instruments', unknown>
>;

async function completeOnce(request: Request, problem: Problem): Promise<Completion> {
  const { options, choice } = request;
  const settings = classicOf(options.method);
  if (settings) {
    requireClassicOptions(options, settings);
    return completeClassic({ problem, options, settings, choice });
  }
  const { run, trained } = await trainRequest(request, problem);
  return trained ? trainedCompletion(run, trained) : constantCompletion(run);
}

/** A run of a deep method, judged by entries that it does not see. */
export async function judgeRequest(
  request: Request,
  problem: Problem,
  held: Held,
): Promise<Judgement> {
  const { options, judge } = deepJudge(request.options, held);
  const { trained } = await trainRequest({ ...request, options, keepFit: false }, problem, judge);
  const { outcome, scaling } = trained as Training;
  return deepJudgement(outcome, scaling);
}

/** A run as it ended; without `trained` all observed values are equal. */
export interface FinishedRun {
  readonly run: MatrixRun;
  readonly trained?: Training;
}

/** Trains on the entries, or on those that are not held; everything is copied before the first `await`. */
export async function trainRequest(
  request: Request,
  problem: Problem,
  judge?: DeepJudge,
): Promise<FinishedRun> {
  const { options, choice } = request;
  const mask = judge ? maskWithout(problem.mask, judge.held) : problem.mask;
  const parts = resolveParts(options);
  const run = { problem, options, parts, choice };
  if (isConstant(problem, parts, options)) return { run };

  const { scaling, values, ...prepared } = prepare(request, run, mask);
  const spec = {
    ...prepared.spec,
    ...(judge && { validation: validationOf(judge, values, run, scaling) }),
  };
  const observed = problem.observed - (judge?.held.count ?? 0);
  const start: JobRequest['start'] = (report) =>
    startProblem(loadNative(), { spec, problem: { values, mask }, report }, observed);
  const [outcome] = await runJob({ start, terms: termNames(parts) }, options);
  return { run, trained: { scaling, spec, outcome: outcome as NativeOutcome } };
}

/** What the engine is given of a run on those entries. */
interface Prepared {
  readonly scaling: Scaling;
  /** As training sees them. */
  readonly values: Float32Array;
  readonly spec: NativeSpec;
}

function prepare(
  { options, keepFit, choice }: Request,
  { problem, parts }: Pick<MatrixRun, 'problem' | 'parts'>,
  mask: Uint8Array,
): Prepared {
  const truth = truthOf(options.instruments, problem);
  const scaling = scalingOf(problem, options.scale);
  const { rows, cols, low, high } = problem;
  const values = scaleValues(problem, scaling);
  const spec = nativeSpec(
    parts,
    { ...options, keepFit, choice },
    {
      rows,
      cols,
      range: (high - low) / scaling.range,
      entries: () => observedEntries(values, mask, problem),
      truth: truth && scaledTruth(truth, scaling),
    },
  );
  return { scaling, values, spec };
}

function validationOf(
  { held, rule }: DeepJudge,
  values: Float32Array,
  { problem, options: { bounds } }: Pick<MatrixRun, 'problem' | 'options'>,
  scaling: Scaling,
): NativeValidation {
  const entries = observedEntries(values, problem.mask, problem);
  return nativeValidation(rule, splitEntries(entries, held).held, { scaling, bounds });
}

/** Whether there is nothing to learn: a network that is given may know better than one value. */
function isConstant({ low, high }: Problem, { representation }: Parts, { scale }: ParsedOptions) {
  const isGiven = representation.type === 'latent-network' && representation.trainable === 'latent';
  return low === high && (!isGiven || scale === 'observed');
}
