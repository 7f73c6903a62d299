import { clipTo } from '../../bounds.js';
import type { AutoEstimate, AutoModel } from '../../completion.js';
import { errorsOf, mixtureOf } from '../blend.js';
import { joined } from '../runner.js';
import type { ListCandidate } from './candidates.js';
import { deviationsOf } from './deviations.js';
import type { ListPlan } from './plan.js';
import type { ListEstimate, ListRunner } from './runner.js';
import { weigh } from './weigh.js';

/** A model and what held entries said of it. */
export interface JudgedList {
  readonly candidate: ListCandidate;
  /** Its share of the result; the weights of all sum to 1. */
  readonly weight: number;
  readonly told: AutoModel;
}

/** What held entries said. */
export interface ListJudgement {
  readonly models: readonly JudgedList[];
  readonly estimate: AutoEstimate;
  /** What the deviations of the blend are multiplied by; undefined where no model with weight has any. */
  readonly spread?: number;
}

/** Runs every model without the held entries of each split, and weighs them by their errors there. */
export async function judgeLists(
  { candidates, splits }: ListPlan,
  runner: ListRunner,
): Promise<ListJudgement> {
  const truth = joined(splits.map(({ held }) => held.values));
  const trials: ListEstimate[] = [];
  for (const candidate of candidates) {
    const parts: ListEstimate[] = [];
    for (const split of splits) parts.push(await runner.attempt(candidate, split));
    trials.push(allOf(parts));
  }
  const predicted = trials.map((trial) => trial.predicted);
  const weights = weigh(predicted, truth);
  const clip = clipTo(runner.options.bounds);
  const mixed = mixtureOf(predicted, weights).map(clip);
  const spread = spreadOf(trials, weights, { mixed, truth });
  return {
    models: trials.map((trial, at) => {
      const [candidate, weight] = [candidates[at] as ListCandidate, weights[at] as number];
      const { failure } = trial;
      const errors =
        failure === undefined ? errorsOf(trial.predicted.map(clip), truth) : { failure };
      return { candidate, weight, told: { name: candidate.name, weight, ...errors } };
    }),
    estimate: { ...errorsOf(mixed, truth), entries: truth.length },
    ...(spread !== undefined && { spread }),
  };
}

/** What a model says of all splits; the first failure is that of the model. */
function allOf(parts: readonly ListEstimate[]): ListEstimate {
  const failure = parts.find((part) => part.failure !== undefined)?.failure;
  const deviations = parts.flatMap((part) => part.deviations ?? []);
  return {
    predicted: joined(parts.map(({ predicted }) => predicted)),
    ...(deviations.length === parts.length && { deviations: joined(deviations) }),
    ...(failure !== undefined && { failure }),
  };
}

/** √(mean of (error/deviation)²) at held entries: with it, deviations are as large as errors are. */
function spreadOf(
  trials: readonly ListEstimate[],
  weights: readonly number[],
  { mixed, truth }: { readonly mixed: Float64Array; readonly truth: Float64Array },
): number | undefined {
  const parts = trials.map(({ deviations }, at) => ({ deviations, weight: weights[at] as number }));
  const deviations = deviationsOf(parts);
  if (!deviations) return undefined;
  const squares = mixed.map(
    (value, e) => ((value - (truth[e] as number)) / (deviations[e] as number)) ** 2,
  );
  const spread = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  return Number.isFinite(spread) ? spread : undefined;
}
