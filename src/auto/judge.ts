import type { AutoEstimate, AutoModel } from '../completion.js';
import { blend, errorsOf, scoreOf } from './blend.js';
import type { Candidate } from './candidates.js';
import type { Plan } from './choose-plan.js';
import type { Runner } from './runner.js';
import { type Trial, truthOf, tryAll } from './trials.js';

/** A model and what it said. */
export interface Judged {
  readonly candidate: Candidate;
  /** Its share of the result; the weights of all sum to 1. */
  readonly weight: number;
  readonly told: AutoModel;
}

/** What held entries said. */
export interface Judgement {
  readonly models: readonly Judged[];
  /** How methods for tables compare with those that look at neighbours, which says what else is tried. */
  readonly tables?: 'ahead' | 'behind';
  /** Undefined when nothing could be held. */
  readonly estimate?: AutoEstimate;
}

/** Runs every model without the held entries of each split, and weighs them by their errors there. */
export async function judgeModels(plan: Plan, runner: Runner): Promise<Judgement> {
  const { scouts, patches, deep, splits } = plan;
  if (splits.length === 0) return untried(scouts);
  const trying = { splits, runner };
  const truth = truthOf(trying);
  const trials = await tryAll(scouts, trying);
  const tables = tablesAre(trials, truth);
  trials.push(...(await tryAll(tables === 'behind' ? patches : deep, trying)));
  const chosen = blend(
    trials.map(({ predicted }) => predicted),
    truth,
    scoreOf,
  );
  return {
    models: trials.map((trial, at) => judged(trial, chosen.weights[at] as number, truth)),
    tables,
    estimate: { ...chosen.errors, entries: truth.length },
  };
}

/** Nothing can be held: the first model is taken as it comes. */
function untried(scouts: readonly Candidate[]): Judgement {
  return {
    models: scouts.map((candidate, at) => {
      const weight = at === 0 ? 1 : 0;
      return { candidate, weight, told: { name: candidate.name, weight } };
    }),
  };
}

/** Whether the best method for tables is better than the best of those that look at neighbours. */
function tablesAre(trials: readonly Trial[], truth: Float64Array): 'ahead' | 'behind' {
  const least = (isTable: boolean): number =>
    Math.min(
      ...trials
        .filter(({ candidate, failure }) => (candidate.kind === 'table') === isTable && !failure)
        .map(({ predicted }) => errorsOf(predicted, truth).mae),
    );
  return least(false) < least(true) ? 'behind' : 'ahead';
}

function judged(
  { candidate, predicted, failure }: Trial,
  weight: number,
  truth: Float64Array,
): Judged {
  const errors = failure === undefined ? errorsOf(predicted, truth) : { failure };
  return { candidate, weight, told: { name: candidate.name, weight, ...errors } };
}
