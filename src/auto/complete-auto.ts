import type { Completion } from '../completion.js';
import { LacunaError } from '../errors.js';
import type { ParsedOptions } from '../options/schema.js';
import type { Problem } from '../problem.js';
import { completedMatrix } from '../result.js';
import { choosePlan, type Plan } from './choose-plan.js';
import { usualEffort } from './effort.js';
import { goingOn, type Judgement, judgeModels } from './judge.js';
import { lookAt } from './look.js';
import { reasonsFor } from './reasons.js';
import { type Complete, mixture, Runner } from './runner.js';

/** A matrix whose models are to be chosen. */
export interface AutoRun {
  readonly problem: Problem;
  readonly options: ParsedOptions;
  readonly complete: Complete;
}

/**
 * Completes a matrix by the blend of models that predicts held entries best. Models are run on what is left
 * of the observed entries, some go on from the blend of the others, and those that have a weight are run
 * once more on all observed entries.
 *
 * @throws {LacunaError} when no model that was tried can complete the matrix
 */
export async function completeAuto({ problem, options, complete }: AutoRun): Promise<Completion> {
  const { seed, effort = usualEffort } = options;
  const look = lookAt(problem, seed);
  const plan = choosePlan({ problem, look, effort, seed });
  const runner = new Runner(problem, options, complete, plannedSeconds(plan));
  const judgement = await judgeModels(plan, runner);
  requireOne(judgement);
  const parts = await finalRuns(plan, judgement, runner);
  const values = mixture(parts.map(({ completion, weight }) => ({ ...completion, weight })));
  const { rank: _rank, trainingError: _error, validation: _validation, ...lead } = leadOf(parts);
  return {
    ...lead,
    method: 'auto',
    seconds: runner.seconds,
    secondsPerStep: null,
    matrix: completedMatrix({ problem, options }, (k) => values[k] as number),
    auto: {
      effort,
      models: judgement.models,
      ...(judgement.estimate && { estimate: judgement.estimate }),
      reasons: reasonsFor({ look, plan, judgement }),
    },
  };
}

function plannedSeconds({ first, refinements, splits }: Plan): number {
  const each = [...first, ...refinements].reduce((sum, { seconds }) => sum + seconds, 0);
  return each * (splits.length + 1);
}

function requireOne({ weights, models }: Judgement): void {
  if (weights.some((weight) => weight > 0)) return;
  const said = models.map(({ name, failure }) => `${name}: ${failure ?? 'no finite values'}`);
  throw new LacunaError(
    'LACUNA_INVALID_INPUT',
    `Expected a matrix that one of the models of auto completes, but none did; ${said.join('; ')}`,
  );
}

interface Part {
  readonly completion: Completion;
  readonly weight: number;
}

/** Runs on all observed entries of those models that the result is made of. */
async function finalRuns(
  plan: Plan,
  { start, weights }: Judgement,
  runner: Runner,
): Promise<Part[]> {
  const { first, refinements } = plan;
  const ofRefinements = weights.slice(first.length);
  const goesOn = ofRefinements.some((weight) => weight > 0);
  const starts: Part[] = [];
  const parts: Part[] = [];
  for (const [at, model] of first.entries()) {
    const [weight, before] = [weights[at] as number, goesOn ? (start[at] as number) : 0];
    if (weight === 0 && before === 0) continue;
    const completion = await runner.run(model);
    if (weight > 0) parts.push({ completion, weight });
    if (before > 0) starts.push({ completion, weight: before });
  }
  if (!goesOn) return parts;
  const from = mixture(starts.map(({ completion, weight }) => ({ ...completion, weight })));
  for (const [at, task] of goingOn(refinements, from).entries()) {
    const weight = ofRefinements[at] as number;
    if (weight > 0) parts.push({ completion: await runner.run(task), weight });
  }
  return parts;
}

/** The model with the greatest weight, the last of equal ones, as it is the most worked out. */
function leadOf(parts: readonly Part[]): Completion {
  return parts.reduce((best, one) => (one.weight >= best.weight ? one : best)).completion;
}
