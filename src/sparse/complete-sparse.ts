import { completeAutoList, requireAutoOptions } from '../auto/index.js';
import { requireMemory } from '../available-memory.js';
import { type ClassicSettings, classicOf } from '../classic/index.js';
import { ownOptions } from '../complete.js';
import { chooseDevice, cudaReport, type DeviceChoice, requireDevice } from '../device.js';
import { invalidOption } from '../errors.js';
import { type JobRequest, runJob } from '../job.js';
import { autoLoad, classicLoad } from '../load.js';
import { termNames } from '../loss.js';
import { autoSparseBytes } from '../memory.js';
import type { Parts } from '../methods/method.js';
import type { NativeOutcome } from '../native/addon.js';
import { loadNative } from '../native/loader.js';
import { parseSparseOptions } from '../options/parse.js';
import type { ParsedSparseOptions, SparseOptions } from '../options/schema.js';
import { placeSparseRun } from '../placement.js';
import { type Scaling, scalingOf, toScaled } from '../scaling.js';
import { nativeSpec } from '../spec.js';
import { runValidated, withValidation } from '../validation/complete-validated.js';
import { type DeepJudge, deepJudge, deepJudgement, nativeValidation } from '../validation/deep.js';
import { type Held, holdEntries } from '../validation/held.js';
import { holdingOf } from '../validation/rule.js';
import { splitEntries } from '../validation/split.js';
import type { Judgement } from '../validation/tune.js';
import {
  completeSparseClassic,
  type SparseClassicRun,
  validateSparseClassic,
} from './complete-sparse-classic.js';
import type { SparseCompletion } from './completion.js';
import type { SparseInput } from './input.js';
import { readListing } from './listing.js';
import { orderEntries, orderPlaces } from './order.js';
import { sparseParts } from './parts.js';
import { placesOf } from './prediction.js';
import { constantSparse, type SparseRun, trainedSparse } from './result.js';
import { settleDevice } from './settle-device.js';

/**
 * Completes a matrix of which only the observed entries are given. A deep method never forms it: X is kept
 * in factors, its residuals are computed at observed entries alone, and regularizers look at the
 * factors. The loss is that of `complete` with the same parts; memory grows with the observed
 * entries, with (rows + cols)·width and, for each Laplacian, with the square of its side.
 *
 * Nothing that is passed is modified, and it may be modified as soon as the call has returned.
 *
 * Without a method it is `auto`, a blend of models that held entries choose. With `predictAt` models that predict
 * places alone take part, and it may have no factors; without it has factors in any case.
 *
 * @param input triplets { rows, cols, row, col, values } in any order, or compressed rows (CSR)
 * { rows, cols, offsets, indices, values }
 * @param options those of `complete` less `mask` and `keepObserved`; parts that need all of X are
 * refused: one free matrix (depth 1), total variation, global-softmax
 * @throws {LacunaError} by rejection, as `complete` does
 */
export async function completeSparse(
  input: SparseInput,
  options: SparseOptions = {},
): Promise<SparseCompletion> {
  const parsed = parseSparseOptions(options);
  parsed.signal?.throwIfAborted();
  requireAutoOptions(parsed);
  if (parsed.method === 'auto') return chooseAndComplete(input, parsed);
  const held = heldOfSparse(input, parsed);
  if (!held) return completeOnce(input, parsed);
  // The caller may change the input and the places while runs follow each other.
  const copy = structuredClone(input);
  const places = parsed.predictAt && { predictAt: structuredClone(parsed.predictAt) };
  const deviceOf = settleDevice(copy, parsed);
  const validated = await runValidated({
    options: { ...ownOptions(parsed), ...places },
    held,
    parse: parseSparseOptions,
    judge: (candidate) => judgeSparse(copy, candidate, { held, choice: deviceOf(candidate) }),
    complete: (best) => completeOnce(copy, best, deviceOf(best)),
  });
  return withValidation(validated.result, validated);
}

/** Completes by models that held entries choose; each of them is a run of its own. */
async function chooseAndComplete(
  input: SparseInput,
  options: ParsedSparseOptions,
): Promise<SparseCompletion> {
  const choice = chooseDevice(options, () => cudaReport(loadNative()), autoLoad);
  const problem = readListing(input);
  const { rows, cols, observed } = problem;
  const what = `a ${rows}×${cols} matrix with ${observed} observed entries`;
  requireMemory(autoSparseBytes(problem, observed), what);
  const places = options.predictAt && placesOf(options.predictAt, problem);
  if (problem.low === problem.high) {
    orderPlaces(problem); // refuses what is no place
    const run = { problem, options, choice, places };
    return constantSparse(run, { offset: problem.low, range: 1 });
  }
  scalingOf(problem, options.scale); // refuses what float32 cannot hold
  return completeAutoList({ problem, options, choice, places, complete: completeSparse });
}

/**
 * The entries that judge the run; undefined where it is not judged, as when all values are equal.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a pattern that needs all of the matrix
 */
export function heldOfSparse(input: SparseInput, options: ParsedSparseOptions): Held | undefined {
  const problem = readListing(input);
  if (problem.low === problem.high) return undefined;
  const holding = holdingOf(options, problem.observed);
  if (holding?.pattern === 'shifted') {
    throw invalidOption("'random' with sparse input", 'validation.pattern', holding.pattern);
  }
  const asGiven = (value: number) => value;
  return holding && holdEntries(orderEntries(problem, asGiven), problem, holding, options.seed);
}

async function completeOnce(
  input: SparseInput,
  options: ParsedSparseOptions,
  choice?: DeviceChoice,
): Promise<SparseCompletion> {
  const settings = classicOf(options.method);
  if (settings) return completeSparseClassic(openClassic(input, options, settings));
  const { run, scaling, outcome } = await trainSparse(input, options, { choice });
  return outcome ? trainedSparse(run, scaling, outcome) : constantSparse(run, scaling);
}

function openClassic(
  input: SparseInput,
  options: ParsedSparseOptions,
  settings: ClassicSettings,
): SparseClassicRun {
  options.signal?.throwIfAborted();
  const choice = chooseDevice(options, () => cudaReport(loadNative()), classicLoad);
  const problem = readListing(input);
  const places = options.predictAt && placesOf(options.predictAt, problem);
  return { problem, options, settings, choice, places };
}

/** What judges a run, and where it computes when that is settled. */
export interface SparseJudge {
  readonly held: Held;
  readonly choice: DeviceChoice | undefined;
}

/** A run judged by entries that it does not see. */
export async function judgeSparse(
  input: SparseInput,
  options: ParsedSparseOptions,
  { held, choice }: SparseJudge,
): Promise<Judgement> {
  const settings = classicOf(options.method);
  if (settings) {
    const predictAt = { row: [], col: [] }; // none: held entries are predicted by themselves
    return validateSparseClassic(openClassic(input, { ...options, predictAt }, settings), held);
  }
  const { predictAt: _places, ...others } = options;
  const deep = deepJudge(others, held);
  const { outcome, scaling } = await trainSparse(input, deep.options, {
    judge: deep.judge,
    choice,
  });
  return deepJudgement(outcome as NativeOutcome, scaling);
}

/** What a run is for beside its result. */
export interface SparsePurpose {
  /** It hands out what new rows are completed with. */
  readonly keepFit?: boolean;
  /** It is judged by what is held, from which it does not learn. */
  readonly judge?: DeepJudge;
  /** Where it computes, when that is settled. */
  readonly choice?: DeviceChoice | undefined;
}

/** A run as it ended; without `outcome` all observed values are equal. */
export interface SparseTraining {
  readonly run: SparseRun;
  readonly parts: Parts;
  readonly scaling: Scaling;
  readonly outcome?: NativeOutcome;
}

/** Reads the entries and trains; everything is copied before the first `await`. */
export async function trainSparse(
  input: SparseInput,
  parsed: ParsedSparseOptions,
  { keepFit = false, judge, choice: settled }: SparsePurpose = {},
): Promise<SparseTraining> {
  parsed.signal?.throwIfAborted();
  requireDevice(parsed, loadNative());
  const problem = readListing(input);
  const parts = sparseParts(parsed, problem);
  const places = parsed.predictAt && placesOf(parsed.predictAt, problem);

  const { rows, cols, low, high, observed } = problem;
  const scaling = low === high ? { offset: low, range: 1 } : scalingOf(problem, parsed.scale);
  const extent = { rows, cols, range: (high - low) / scaling.range };
  const estimated = nativeSpec(parts, { ...parsed, keepFit }, extent);
  const { choice, bytes } = placeSparseRun(estimated, observed, parsed, settled);
  requireMemory(bytes, `a ${rows}×${cols} matrix with ${observed} observed entries`);
  const run = { problem, options: parsed, parts, choice, places };

  const all = orderEntries(problem, (value) => toScaled(value, scaling));
  if (low === high) return { run, parts, scaling };
  const { learned, held } = judge ? splitEntries(all, judge.held) : { learned: all, held: all };
  const spec = {
    ...nativeSpec(parts, { ...parsed, keepFit, choice }, { ...extent, entries: () => learned }),
    ...(judge && {
      validation: nativeValidation(judge.rule, held, { scaling, bounds: parsed.bounds }),
    }),
  };
  const start: JobRequest['start'] = (report) => loadNative().startSparse(spec, learned, report);
  const [outcome] = await runJob({ start, terms: termNames(parts) }, parsed);
  return { run, parts, scaling, outcome: outcome as NativeOutcome };
}
