import { requireMemory } from '../available-memory.js';
import { type ClassicSettings, classicOf } from '../classic/index.js';
import { chooseDevice } from '../device.js';
import { type JobRequest, runJob } from '../job.js';
import { termNames } from '../loss.js';
import { estimateSparseBytes } from '../memory.js';
import type { Parts } from '../methods/method.js';
import type { NativeOutcome } from '../native/addon.js';
import { loadNative } from '../native/loader.js';
import { parseSparseOptions } from '../options/parse.js';
import type { ParsedSparseOptions, SparseOptions } from '../options/schema.js';
import { type Scaling, scalingOf } from '../scaling.js';
import { nativeSpec } from '../spec.js';
import type { Judgement } from '../validation/tune.js';
import {
  completeSparseClassic,
  type SparseClassicRun,
  validateSparseClassic,
} from './complete-sparse-classic.js';
import type { SparseCompletion } from './completion.js';
import type { SparseInput } from './input.js';
import { readListing } from './listing.js';
import { orderEntries } from './order.js';
import { sparseParts } from './parts.js';
import { placesOf } from './prediction.js';
import { constantSparse, type SparseRun, trainedSparse } from './result.js';
import type { HeldTriplets } from './validated.js';
import { completeSparseValidated } from './validated.js';

/**
 * Completes a matrix of which only the observed entries are given, without ever forming it: X is kept
 * in factors, its residuals are computed at observed entries alone, and regularizers look at the
 * factors. The loss is that of `complete` with the same parts; memory grows with the observed
 * entries, with (rows + cols)·width and, for each Laplacian, with the square of its side.
 *
 * Nothing that is passed is modified, and it may be modified as soon as the call has returned.
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
  if (!parsed.validation && !parsed.tune) return completeOnce(input, parsed);
  const problem = readListing(input);
  // The caller may change the input and the places while trials run.
  const copy = structuredClone(input);
  const places = parsed.predictAt && { predictAt: structuredClone(parsed.predictAt) };
  return completeSparseValidated({
    problem,
    options: { ...parsed, ...places },
    complete: (best) => completeOnce(copy, best),
    judge: (candidate, held) => judge(copy, candidate, held),
  });
}

async function completeOnce(
  input: SparseInput,
  options: ParsedSparseOptions,
): Promise<SparseCompletion> {
  const settings = classicOf(options.method);
  if (settings) return completeSparseClassic(openClassic(input, options, settings));
  const { run, scaling, outcome } = await trainSparse(input, options);
  return outcome ? trainedSparse(run, scaling, outcome) : constantSparse(run, scaling);
}

function openClassic(
  input: SparseInput,
  options: ParsedSparseOptions,
  settings: ClassicSettings,
): SparseClassicRun {
  options.signal?.throwIfAborted();
  const choice = chooseDevice(options.device, loadNative());
  const problem = readListing(input);
  const places = options.predictAt && placesOf(options.predictAt, problem);
  return { problem, options, settings, choice, places };
}

/** How well options predict entries that are held. */
async function judge(
  input: SparseInput,
  options: ParsedSparseOptions,
  { held, learned, judged }: HeldTriplets,
): Promise<Judgement> {
  const settings = classicOf(options.method);
  if (settings) {
    const predictAt = { row: [], col: [] }; // none: held entries are predicted by themselves
    return validateSparseClassic(openClassic(input, { ...options, predictAt }, settings), held);
  }
  const { validation: _v, predictAt: _p, instruments: _i, ...others } = options;
  const { steps, predictMany } = await completeOnce(learned, { ...others, laplacians: false });
  const sum = predictMany(judged.row, judged.col).reduce(
    (total, value, at) => total + (value - (judged.values[at] as number)) ** 2,
    0,
  );
  return { error: Math.sqrt(sum / held.count), steps };
}

/** A run as it ended; without `outcome` all observed values are equal. */
export interface SparseTraining {
  readonly run: SparseRun;
  readonly parts: Parts;
  readonly scaling: Scaling;
  readonly outcome?: NativeOutcome;
}

/**
 * Reads the entries and trains; everything is copied before the first `await`.
 *
 * @param keepFit whether the run hands out what new rows are completed with
 */
export async function trainSparse(
  input: SparseInput,
  parsed: ParsedSparseOptions,
  keepFit = false,
): Promise<SparseTraining> {
  parsed.signal?.throwIfAborted();
  const native = loadNative();
  const choice = chooseDevice(parsed.device, native);
  const problem = readListing(input);
  const parts = sparseParts(parsed, problem);
  const places = parsed.predictAt && placesOf(parsed.predictAt, problem);
  const run = { problem, options: parsed, parts, choice, places };

  const { rows, cols, low, high, observed } = problem;
  const scaling = low === high ? { offset: low, range: 1 } : scalingOf(problem, parsed.scale);
  const extent = { rows, cols, range: (high - low) / scaling.range };
  const settings = { ...parsed, keepFit };
  const bytes = estimateSparseBytes(nativeSpec(parts, settings, extent), observed);
  requireMemory(bytes, `a ${rows}×${cols} matrix with ${observed} observed entries`);

  const entries = orderEntries(problem, scaling);
  if (low === high) return { run, parts, scaling };
  const spec = nativeSpec(parts, settings, { ...extent, entries: () => entries });
  const start: JobRequest['start'] = (report) => native.startSparse(spec, entries, report);
  const outcome = await runJob({ start, terms: termNames(parts) }, parsed);
  return { run, parts, scaling, outcome };
}
