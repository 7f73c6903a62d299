import type { Completion } from '../completion.js';
import type { DeviceChoice } from '../device.js';
import { LacunaError } from '../errors.js';
import type { Shape } from '../matrix.js';
import type { ParsedOptions } from '../options/schema.js';
import type { Problem } from '../problem.js';
import { completedMatrix } from '../result.js';
import { completeStandardized, type Lines, lineOf } from '../standardize.js';
import { choosePlan, type Plan, secondsOf } from './choose-plan.js';
import { usualEffort } from './effort.js';
import { type Judgement, judgeModels } from './judge.js';
import { isGrid, lookAt } from './look.js';
import { reasonsFor, unitsReason } from './reasons.js';
import { type Complete, Runner } from './runner.js';
import { areCounts, differingUnits, fewerLines } from './units.js';

/** A matrix whose models are to be chosen. */
export interface AutoRun {
  readonly problem: Problem;
  readonly options: ParsedOptions;
  /** Where it computes, and why there. */
  readonly choice: DeviceChoice;
  readonly complete: Complete;
}

/**
 * Completes a matrix by the blend of models that predicts held entries best. Models are run on what is left
 * of the observed entries, and those that have a weight are run once more on all of them.
 *
 * @throws {LacunaError} when no model that was tried can complete the matrix
 */
export async function completeAuto(run: AutoRun): Promise<Completion> {
  const { problem, options } = run;
  const { standardize } = options;
  const units = standardize === undefined ? differingUnits(problem, options) : undefined;
  const lines = units?.lines ?? standardize;
  if (!lines) return completeByModels(run);
  const completion = await completeStandardized({ problem, options }, lines, (assignment) =>
    completeByModels({ ...run, ...assignment }, lines),
  );
  return withReason(completion, lines, unitsReason(lines, units));
}

/** As it was standardised before. */
function withReason(completion: Completion, lines: Lines, reason: string): Completion {
  const { auto } = completion;
  if (auto === undefined) return completion;
  return {
    ...completion,
    auto: { ...auto, standardized: lines, reasons: [reason, ...auto.reasons] },
  };
}

/** @param lines those that have units of their own, standardised already */
async function completeByModels(run: AutoRun, lines?: Lines): Promise<Completion> {
  const { problem, options, choice, complete } = run;
  const { seed, effort = usualEffort } = options;
  const look = lookAt(problem, seed);
  const fewer = fewerLines(problem, options);
  const plan = choosePlan({ problem, look, effort, seed, fewer, lines });
  const kinds = lines ?? (isGrid(look) ? undefined : linesOfKinds(problem, fewer));
  const runner = new Runner(problem, options, complete, plannedSeconds(plan), kinds);
  const judgement = await judgeModels(plan, runner, kinds);
  requireOne(judgement);
  const parts = await finalRuns(judgement, runner);
  const values = meanOf(parts, problem, judgement.byLine?.lines);
  const { rank: _rank, trainingError: _error, validation: _validation, ...lead } = leadOf(parts);
  return {
    ...lead,
    ...choice,
    method: 'auto',
    seconds: runner.seconds,
    secondsPerStep: null,
    matrix: completedMatrix({ problem, options }, (k) => values[k] as number),
    auto: {
      effort,
      models: judgement.models.map(({ told }) => told),
      ...(judgement.estimate && { estimate: judgement.estimate }),
      reasons: reasonsFor({ look, plan, judgement }),
    },
  };
}

/** Few columns are of different kinds even where their units are alike. */
function linesOfKinds(problem: Problem, fewer: Lines | undefined): Lines | undefined {
  return fewer && areCounts(problem, fewer) ? undefined : fewer;
}

function plannedSeconds({ scouts, patches, tables, splits }: Plan): number {
  const each = secondsOf(scouts) + Math.max(secondsOf(patches), secondsOf(tables));
  return each * (splits.length + 1);
}

function requireOne({ models }: Judgement): void {
  if (models.some(({ weight }) => weight > 0)) return;
  const said = models.map(({ told }) => `${told.name}: ${told.failure ?? 'no finite values'}`);
  throw new LacunaError(
    'LACUNA_INVALID_INPUT',
    `Expected a matrix that one of the models of auto completes, but none did; ${said.join('; ')}`,
  );
}

interface Part {
  readonly completion: Completion;
  readonly weight: number;
  /** In each line, where these have weights of their own. */
  readonly byLine?: readonly number[];
}

/** Runs on all observed entries of those models that the result is made of. */
async function finalRuns({ models, byLine }: Judgement, runner: Runner): Promise<Part[]> {
  const parts: Part[] = [];
  for (const [at, { candidate, weight }] of models.entries()) {
    if (weight === 0) continue;
    const completion = await runner.finish(candidate);
    const own = byLine?.weights.map((weights) => weights[at] as number);
    parts.push({ completion, weight, ...(own && { byLine: own }) });
  }
  return parts;
}

/** The weighted mean of the models, row-major. */
function meanOf(parts: readonly Part[], shape: Shape, lines: Lines | undefined): Float64Array {
  const sum = new Float64Array(shape.rows * shape.cols);
  for (const { completion, weight, byLine } of parts) {
    const { data } = completion.matrix;
    for (let k = 0; k < sum.length; k++) {
      const share = byLine && lines ? (byLine[lineOf(k, shape, lines)] as number) : weight;
      if (share > 0) sum[k] = (sum[k] as number) + share * (data[k] as number);
    }
  }
  return sum;
}

/** The model with the greatest weight, the last of equal ones, as it is the most worked out. */
function leadOf(parts: readonly Part[]): Completion {
  return parts.reduce((best, one) => (one.weight >= best.weight ? one : best)).completion;
}
