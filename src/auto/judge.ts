import type { AutoEstimate, AutoModel } from '../completion.js';
import { blend, errorsOf } from './blend.js';
import type { Refinement } from './candidates.js';
import type { Plan } from './choose-plan.js';
import { type Estimate, mixture, type Runner, type Task, valuesAt } from './runner.js';

/** What held entries said. */
export interface Judgement {
  /** Weights of the first models in the blend that refinements go on from. */
  readonly start: readonly number[];
  /** Weights of all models in the result, the first ones before the refinements. */
  readonly weights: readonly number[];
  readonly models: readonly AutoModel[];
  /** Undefined when nothing could be held. */
  readonly estimate?: AutoEstimate;
}

/** Runs every model without the held entries of each split, and weighs them by their errors there. */
export async function judgeModels(plan: Plan, runner: Runner): Promise<Judgement> {
  const { first, refinements, splits } = plan;
  const names = [...first, ...refinements].map(({ name }) => name);
  if (splits.length === 0) return untried(names, first.length);
  const truth = joined(splits.map((held) => valuesAt(runner.problem.values, held)));
  const standing = first.map((): Estimate[] => []);
  for (const held of splits) await runAll(first, { standing, held, runner });
  const start = blend(
    standing.map((one) => predictions(one, splits)),
    truth,
  );
  const refined = refinements.map((): Estimate[] => []);
  for (const [split, held] of splits.entries()) {
    if (refinements.length === 0) break;
    const from = mixed(
      standing.map((one) => one[split] as Estimate),
      start.weights,
    );
    await runAll(goingOn(refinements, from), { standing: refined, held, runner });
  }
  const estimates = [...standing, ...refined];
  const predicted = estimates.map((one) => predictions(one, splits));
  const chosen = blend(predicted, truth);
  return {
    start: start.weights,
    weights: chosen.weights,
    models: names.map((name, at) => ({
      name,
      weight: chosen.weights[at] as number,
      ...judgedBy(estimates[at] as Estimate[], predicted[at] as Float64Array, truth),
    })),
    estimate: { ...chosen.errors, entries: truth.length },
  };
}

/** Nothing can be held: the first model is taken as it comes. */
function untried(names: readonly string[], first: number): Judgement {
  const weights = names.map((_, at) => (at === 0 ? 1 : 0));
  const models = names.map((name, at) => ({ name, weight: weights[at] as number }));
  return { start: weights.slice(0, first), weights, models };
}

/** Refinements as tasks, from where they go on. */
export function goingOn(refinements: readonly Refinement[], from: Float64Array): Task[] {
  return refinements.map(({ options, seconds }) => ({ options: options(from), seconds }));
}

interface Trials {
  /** For each model its estimates so far. */
  readonly standing: readonly Estimate[][];
  readonly held: Uint8Array;
  readonly runner: Runner;
}

async function runAll(tasks: readonly Task[], { standing, held, runner }: Trials): Promise<void> {
  for (const [at, task] of tasks.entries()) standing[at]?.push(await runner.attempt(task, held));
}

/** The blend of one split's estimates; those without a completion have no weight. */
function mixed(estimates: readonly Estimate[], weights: readonly number[]): Float64Array {
  return mixture(
    estimates.flatMap((one, at) => {
      const weight = weights[at] as number;
      return weight > 0 && 'completion' in one ? [{ matrix: one.completion.matrix, weight }] : [];
    }),
  );
}

/** A model's values at the held entries of all splits; NaN where it failed. */
function predictions(estimates: readonly Estimate[], splits: readonly Uint8Array[]): Float64Array {
  return joined(
    estimates.map((one, split) => {
      const held = splits[split] as Uint8Array;
      if ('completion' in one) return valuesAt(one.completion.matrix.data, held);
      return new Float64Array(held.filter((flag) => flag === 1).length).fill(Number.NaN);
    }),
  );
}

function judgedBy(
  estimates: readonly Estimate[],
  predicted: Float64Array,
  truth: Float64Array,
): Partial<AutoModel> {
  const failed = estimates.find((one) => 'failure' in one);
  if (failed && 'failure' in failed) return { failure: failed.failure };
  return errorsOf(predicted, truth);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
