import { clipTo } from '../../bounds.js';
import type { RunReport } from '../../completion.js';
import type { DeviceChoice } from '../../device.js';
import { LacunaError } from '../../errors.js';
import type { Shape } from '../../matrix.js';
import type { ParsedSparseOptions } from '../../options/schema.js';
import type { Factors, SparseCompletion } from '../../sparse/completion.js';
import type { Listing } from '../../sparse/listing.js';
import { type PlaceLists, predictionOf, predictionOfPlaces } from '../../sparse/prediction.js';
import { mixtureOf } from '../blend.js';
import { secondsOf } from '../choose-plan.js';
import { usualEffort } from '../effort.js';
import { hasFactors } from './candidates.js';
import { deviationsOf } from './deviations.js';
import { type Entries, entriesOf } from './entries.js';
import { judgeLists, type ListJudgement } from './judge.js';
import { mixFactors } from './mix-factors.js';
import { type ListPlan, planFor } from './plan.js';
import { listReasons } from './reasons.js';
import { type CompleteList, ListRunner } from './runner.js';

/** Listed entries whose models are to be chosen. */
export interface AutoListRun {
  readonly problem: Listing;
  readonly options: ParsedSparseOptions;
  /** Where it computes, and why there. */
  readonly choice: DeviceChoice;
  /** Whose estimates are wanted by themselves. */
  readonly places: PlaceLists | undefined;
  readonly complete: CompleteList;
}

/**
 * Completes listed entries by the blend of models that predicts held ones best. Models are run on what is
 * left of the entries, and those that have a weight are run once more on all of them.
 *
 * @throws {LacunaError} when no model that was tried can complete them
 */
export async function completeAutoList(run: AutoListRun): Promise<SparseCompletion> {
  const { problem, options, choice, places } = run;
  const { seed, bounds, effort = usualEffort } = options;
  const entries = entriesOf(problem);
  const plan = planFor(entries, { effort, seed, hasPlaces: places !== undefined });
  const runner = new ListRunner(options, run.complete, plannedSeconds(plan));
  const judgement = await judgeLists(plan, runner);
  requireOne(judgement);
  const parts = await finalRuns(judgement, runner, { entries, places });
  const { rank: _rank, trainingError: _error, validation: _validation, ...lead } = leadOf(parts);
  const factors = factorsOf(parts, problem);
  const prediction =
    factors.left.cols > 0 ? predictionOf(factors, bounds) : predictionOfPlaces('auto');
  return {
    ...lead,
    ...choice,
    method: 'auto',
    observed: problem.observed,
    seconds: runner.seconds,
    secondsPerStep: null,
    rows: problem.rows,
    cols: problem.cols,
    factors,
    ...prediction,
    ...(places && placed(parts, judgement, clipTo(bounds))),
    auto: {
      effort,
      models: judgement.models.map(({ told }) => told),
      estimate: judgement.estimate,
      reasons: listReasons({ problem, plan, judgement }),
    },
  };
}

function plannedSeconds({ candidates, splits }: ListPlan): number {
  return secondsOf(candidates) * (splits.length + 1);
}

function requireOne({ models }: ListJudgement): void {
  if (models.some(({ weight }) => weight > 0)) return;
  const said = models.map(({ told }) => `${told.name}: ${told.failure ?? 'no finite values'}`);
  throw new LacunaError(
    'LACUNA_INVALID_INPUT',
    `Expected entries that one of the models of auto completes, but none did; ${said.join('; ')}`,
  );
}

/** A model that ran on all entries. */
interface Part {
  readonly weight: number;
  readonly report: RunReport;
  /** Undefined where they are of no use, as not all models have some. */
  readonly factors: Factors | undefined;
  readonly predictions: Float64Array | undefined;
  readonly deviations: Float64Array | undefined;
}

interface FinalRuns {
  readonly entries: Entries;
  readonly places: PlaceLists | undefined;
}

/** Runs on all entries of those models that the result is made of. */
async function finalRuns(
  { models }: ListJudgement,
  runner: ListRunner,
  { entries, places }: FinalRuns,
): Promise<Part[]> {
  const chosen = models.filter(({ weight }) => weight > 0);
  const keepsFactors = chosen.every(({ candidate }) => hasFactors(candidate));
  const predictAt = places && { row: places.rows, col: places.cols };
  const parts: Part[] = [];
  for (const { candidate, weight } of chosen) {
    const { factors, predictions, deviations, ...others } = await runner.run(
      candidate,
      entries,
      predictAt,
    );
    const { predict: _one, predictMany: _many, toMatrix: _all, ...report } = others;
    const kept = keepsFactors ? factors : undefined;
    parts.push({ weight, report, factors: kept, predictions, deviations });
  }
  return parts;
}

/** What is told of the model with the greatest weight, the last of equal ones. */
function leadOf(parts: readonly Part[]): RunReport {
  return parts.reduce((best, one) => (one.weight >= best.weight ? one : best)).report;
}

/** Those of the blend; of width 0 where a model has none. */
function factorsOf(parts: readonly Part[], { rows, cols }: Shape): Factors {
  const known = parts.flatMap(({ weight, factors }) => (factors ? [{ weight, factors }] : []));
  const [first, ...others] = known;
  if (first && known.length === parts.length) return mixFactors([first, ...others]);
  const none = (side: number) => ({ data: new Float32Array(0), rows: side, cols: 0 });
  return { left: none(rows), right: none(cols), offset: 0, range: 1 };
}

function placed(
  parts: readonly Part[],
  { spread }: ListJudgement,
  clip: (value: number) => number,
): Pick<SparseCompletion, 'predictions' | 'deviations'> {
  const predicted = parts.map(({ predictions }) => predictions as Float64Array);
  const weights = parts.map(({ weight }) => weight);
  const deviations = spread === undefined ? undefined : deviationsOf(parts);
  return {
    predictions: mixtureOf(predicted, weights).map(clip),
    ...(deviations && { deviations: deviations.map((value) => value * (spread as number)) }),
  };
}
