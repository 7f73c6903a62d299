import { uniform } from '../random.js';
import { type Blend, blend, errorsOf, mixtureOf, type Predictions, scoreOf } from './blend.js';

/** What models are weighed by. */
export interface Evidence {
  /** What was observed at the held entries. */
  readonly truth: Float64Array;
  /** The hole of each of them, from 0 to holes − 1. */
  readonly hole: Int32Array;
  readonly holes: number;
  readonly seed: number;
}

const bags = 20;
/** Entries of a bag: more would not tell more. */
const mostEntries = 10000;
/** A model with less of a vote is not worth its run. */
export const leastWeight = 0.03;
/** One with less is where the mean without it has a greater error. */
const smallWeight = 0.1;

/**
 * The mean of the blends of twenty bags, each of as many holes as there are, drawn with replacement: what
 * wins by a few holes that happen to suit it wins in few bags. (Section 2.3 of the paper on ensemble
 * selection; entries of one hole err together, so holes are drawn, not entries.)
 *
 * @param models predictions of each model at the same entries
 */
export function baggedBlend(models: readonly Predictions[], evidence: Evidence): Blend {
  const { truth } = evidence;
  const entries = entriesByHole(evidence);
  const usable = finiteThroughout(models);
  const sum = models.map(() => 0);
  for (let bag = 0; bag < bags; bag++) {
    const drawn = drawBag(entries, evidence, bag);
    const given = usable.map((model) => takenFrom(model, drawn));
    blend(given, takenFrom(truth, drawn), scoreOf).weights.forEach((weight, at) => {
      sum[at] = (sum[at] as number) + weight;
    });
  }
  const voted = normalised(sum.map((weight) => (weight < leastWeight * bags ? 0 : weight)));
  const weights = withoutIdle(voted, models, truth);
  const mean = weights.some(Boolean) ? mixtureOf(models, weights) : nothing(truth);
  return { weights, errors: errorsOf(mean, truth) };
}

/**
 * Takes small weights, the smallest first, from models without which the mean absolute error is no greater:
 * bags vote for steadiness too, and there a model that is right at most entries loses by a little of another one.
 */
export function withoutIdle(
  voted: readonly number[],
  models: readonly Predictions[],
  truth: Float64Array,
): readonly number[] {
  const errorWith = (weights: readonly number[]) => errorsOf(mixtureOf(models, weights), truth).mae;
  const small = [...voted.keys()]
    .filter((at) => (voted[at] as number) > 0 && (voted[at] as number) < smallWeight)
    .sort((a, b) => (voted[a] as number) - (voted[b] as number));
  return small.reduce((weights, at) => {
    const without = normalised(weights.map((weight, k) => (k === at ? 0 : weight)));
    return errorWith(without) <= errorWith(weights) ? without : weights;
  }, voted);
}

/** A model that is not finite somewhere is so everywhere, and in every bag. */
export function finiteThroughout(models: readonly Predictions[]): readonly Predictions[] {
  return models.map((model) => (model.every(Number.isFinite) ? model : nothing(model)));
}

/** Predictions where there are none. */
function nothing(truth: Float64Array): Float64Array {
  return new Float64Array(truth.length).fill(Number.NaN);
}

/** The values at these places. A loop, as `Float64Array.from` takes longer than all votes do. */
export function takenFrom(values: Float64Array, places: ArrayLike<number>): Float64Array {
  const taken = new Float64Array(places.length);
  for (let at = 0; at < taken.length; at++) taken[at] = values[places[at] as number] as number;
  return taken;
}

function entriesByHole({ hole, holes }: Evidence): number[][] {
  const entries: number[][] = Array.from({ length: holes }, () => []);
  hole.forEach((number, entry) => {
    entries[number]?.push(entry);
  });
  return entries;
}

function drawBag(
  entries: readonly number[][],
  { holes, seed }: Evidence,
  bag: number,
): Uint32Array {
  const drawn: number[] = [];
  for (let draw = 0; draw < holes && drawn.length < mostEntries; draw++) {
    const chosen = Math.floor(uniform(seed, bag * holes + draw) * holes);
    for (const entry of entries[chosen] as number[]) drawn.push(entry);
  }
  return Uint32Array.from(drawn);
}

/** Weights that sum to 1; none where all are 0. */
export function normalised(weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (sum > 0 ? weight / sum : 0));
}
