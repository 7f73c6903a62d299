import { errorsOf, type Predictions, scoreOf } from './blend.js';
import type { Candidate } from './candidates.js';
import { joined, type Runner, valuesAt } from './runner.js';

/** A model without the held entries. */
export interface Trial {
  readonly candidate: Candidate;
  /** At the held entries of all splits; NaN where it failed. */
  readonly predicted: Predictions;
  /** Whether it explains all that it was given, in every split. */
  readonly exact: boolean;
  readonly failure?: string;
}

/** What candidates are tried on. */
export interface Trying {
  readonly splits: readonly Uint8Array[];
  readonly runner: Runner;
}

/** What is observed at the held entries of all splits. */
export function truthOf({ splits, runner }: Trying): Float64Array {
  return joined(splits.map((held) => valuesAt(runner.problem.values, held)));
}

/** Runs candidates one after the other. */
export async function tryAll(candidates: readonly Candidate[], trying: Trying): Promise<Trial[]> {
  const trials: Trial[] = [];
  for (const candidate of candidates) trials.push(await tryOne(candidate, trying));
  return trials;
}

/** One that is looked at on the way ends where it is best. */
export async function tryOne(candidate: Candidate, trying: Trying): Promise<Trial> {
  const { splits, runner } = trying;
  const looks = candidate.looks ?? [undefined];
  const parts: Predictions[][] = looks.map(() => []);
  let failure: string | undefined;
  let exact = true;
  for (const held of splits) {
    const estimate = await runner.attempt(candidate, held);
    looks.forEach((_, at) => {
      parts[at]?.push(estimate.predicted[at] as Predictions);
    });
    failure ??= estimate.failure;
    exact &&= estimate.exact;
  }
  const predicted = parts.map(joined);
  const best = bestOf(predicted, truthOf(trying));
  return {
    candidate: endingAt(candidate, looks[best]),
    predicted: predicted[best] as Predictions,
    exact,
    ...(failure && { failure }),
  };
}

/** The place of the one with the least error; the first, where none has any. */
function bestOf(predicted: readonly Predictions[], truth: Float64Array): number {
  const errors = predicted.map((one) => scoreOf(errorsOf(one, truth), truth.length));
  const least = Math.min(...errors.filter(Number.isFinite));
  return Math.max(0, errors.indexOf(least));
}

/** Where iterates of a last run are looked at, as shares of its steps (see `Runner.finish`). */
const lastLooks = [0.96, 0.97, 0.98, 0.99, 1];

function endingAt(candidate: Candidate, steps: number | undefined): Candidate {
  if (steps === undefined) return candidate;
  const { name, kind, options, seconds, looks = [] } = candidate;
  const share = steps / Math.max(...looks);
  return {
    name: `${name}, ${steps} steps`,
    kind,
    options: { ...options, stopping: { steps } },
    looks: [...new Set(lastLooks.map((part) => Math.ceil(part * steps)))],
    seconds: share * seconds,
  };
}
