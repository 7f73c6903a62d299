import { requireMemory } from '../available-memory.js';
import { clipTo } from '../bounds.js';
import { classicJudgement } from '../classic/complete-classic.js';
import { type ClassicSettings, classicPart } from '../classic/index.js';
import { classicReport } from '../classic/report.js';
import { classicScale, classicSpec, requireClassicOptions } from '../classic/spec.js';
import { invalidOption, LacunaError } from '../errors.js';
import { runJob } from '../job.js';
import type { NativeClassicOutcome } from '../native/classic.js';
import { loadNative } from '../native/loader.js';
import type { ParsedSparseOptions } from '../options/schema.js';
import type { Run } from '../run-report.js';
import { type Scaling, scalingOf, toScaled, unscale } from '../scaling.js';
import type { Held } from '../validation/held.js';
import type { Judgement } from '../validation/tune.js';
import type { Factors, SparseCompletion } from './completion.js';
import type { Listing } from './listing.js';
import { orderEntries } from './order.js';
import { type PlaceLists, predictionOf, predictionOfPlaces } from './prediction.js';
import { constantSparse } from './result.js';

/** Listed entries for a classical method. */
export interface SparseClassicRun extends Omit<Run, 'parts'> {
  readonly problem: Listing;
  readonly options: ParsedSparseOptions;
  readonly settings: ClassicSettings;
  /** Whose estimates are wanted by themselves. */
  readonly places: PlaceLists | undefined;
}

/**
 * Completes a matrix by a classical method from its observed entries alone.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a method that needs all of the matrix, or one that
 * has no factors and no places to predict
 */
export async function completeSparseClassic(run: SparseClassicRun): Promise<SparseCompletion> {
  const { problem, options } = run;
  const { rows, cols, low, high } = problem;
  requireSparse(run);
  if (low === high) return constantSparse(run, { offset: low, range: 1 });
  const { scaling, outcome } = await finish(run);
  const factors = factorsOf(run, outcome, scaling);
  const prediction =
    factors.left.cols > 0
      ? predictionOf(factors, options.bounds)
      : predictionOfPlaces(run.settings.type);
  return {
    ...classicReport(run, outcome, scaling),
    rows,
    cols,
    factors,
    ...prediction,
    ...placed(run, outcome, scaling),
  };
}

/** The best number of steps and the error, in the units of the input, when those entries are held. */
export async function validateSparseClassic(run: SparseClassicRun, held: Held): Promise<Judgement> {
  requireSparse(run);
  const { scaling, outcome } = await finish({ ...run, places: undefined }, held);
  return classicJudgement(outcome, scaling);
}

function factorsOf(
  { problem: { rows, cols } }: SparseClassicRun,
  { left, right, samples }: NativeClassicOutcome,
  scaling: Scaling,
): Factors {
  const width = left.length / rows;
  return {
    left: { data: left, rows, cols: width },
    right: { data: right, rows: cols, cols: width },
    ...scaling,
    ...(samples > 1 && { samples }),
  };
}

function placed(
  { places, options }: SparseClassicRun,
  { predictions, deviations }: NativeClassicOutcome,
  scaling: Scaling,
): Pick<SparseCompletion, 'predictions' | 'deviations'> {
  if (!places) return {};
  const clip = clipTo(options.bounds);
  return {
    predictions: Float64Array.from(predictions, (value) => clip(unscale(value, scaling))),
    ...(deviations.length > 0 && {
      deviations: Float64Array.from(deviations, (value) => value * scaling.range),
    }),
  };
}

function requireSparse({ settings, options, places }: SparseClassicRun): void {
  const { type } = settings;
  const { sparse } = classicPart(type);
  if (sparse === 'none') {
    throw invalidOption('a method that sparse input can be given to', 'method', type);
  }
  requireClassicOptions(options, settings);
  if (sparse === 'factors' || places) return;
  throw new LacunaError(
    'LACUNA_INVALID_OPTION',
    `Expected places for predictAt, as method ${type} has no factors to predict others from`,
  );
}

async function finish(run: SparseClassicRun, held?: Held) {
  const { problem, options, settings, places } = run;
  const { rows, cols, observed } = problem;
  const native = loadNative();
  const scaling = scalingOf(problem, classicScale(settings, options));
  const spec = {
    ...classicSpec(settings, options, { rows, cols, scaling }),
    form: 'factors' as const,
    ...(places && { places }),
  };
  const bytes = native.estimateClassicBytes(spec, observed);
  requireMemory(bytes, `a ${rows}×${cols} matrix with ${observed} observed entries`);
  const ordered = orderEntries(problem, (value) => toScaled(value, scaling));
  const entries = { ...ordered, ...(held && { held: held.flags }) };
  const outcome = await runJob(
    { start: (report) => native.startClassic(spec, entries, report), terms: ['fidelity'] },
    options,
  );
  return { scaling, outcome };
}
