import type { AutoEstimate, AutoModel } from '../completion.js';
import type { Shape } from '../matrix.js';
import { type Lines, lineOf } from '../standardize.js';
import { baggedBlend, type Evidence } from './bagging.js';
import { type Blend, type Errors, errorsOf, type Predictions } from './blend.js';
import { blendByLine, type LineEvidence } from './by-line.js';
import type { Candidate } from './candidates.js';
import type { Plan } from './choose-plan.js';
import { isAsGood } from './exact.js';
import { holesOf } from './pieces.js';
import type { Runner } from './runner.js';
import { type Trial, truthOf, tryAll, tryOne } from './trials.js';

/** A model and what it said. */
export interface Judged {
  readonly candidate: Candidate;
  /** Its share of the result; the weights of all sum to 1. */
  readonly weight: number;
  readonly told: AutoModel;
}

/** Weights of each row, or of each column. */
export interface LineWeights {
  readonly lines: Lines;
  /** For each line the weight of each model, in their order. */
  readonly weights: readonly (readonly number[])[];
}

/** What held entries said. */
export interface Judgement {
  readonly models: readonly Judged[];
  /** Left out: weights are the same in all lines. */
  readonly byLine?: LineWeights;
  /** How methods for tables compare with those that look at neighbours, which says what else is tried. */
  readonly tables?: 'ahead' | 'behind';
  /** Whether one model explains everything and is taken alone for that. */
  readonly exact?: boolean;
  /** Undefined when nothing could be held. */
  readonly estimate?: AutoEstimate;
}

/**
 * Runs every model without the held entries of each split, and weighs them by their errors there.
 *
 * @param lines each of which has weights of its own, unless there are many
 */
export async function judgeModels(plan: Plan, runner: Runner, lines?: Lines): Promise<Judgement> {
  const { scouts, splits } = plan;
  if (splits.length === 0) return untried(scouts);
  const trying = { splits, runner };
  const truth = truthOf(trying);
  const trials = await tryAll(scouts, trying);
  const tables = tablesAre(trials, truth);
  for (const candidate of tables === 'behind' ? plan.patches : plan.tables) {
    if (isSettled(trials, truth)) break;
    trials.push(await tryOne(candidate, trying));
  }
  const { problem, options } = runner;
  const evidence = { truth, ...holesIn(splits, problem), seed: options.seed };
  const predicted = trials.map((trial) => trial.predicted);
  const blended: Weighed = hasOwnWeights(problem, lines)
    ? weighedByLine(predicted, { ...evidence, ...linesIn(splits, problem, lines) }, lines)
    : baggedBlend(predicted, evidence);
  const exact = exactAlone(trials, truth, blended.errors);
  const { weights, errors, byLine } = exact ?? blended;
  return {
    models: trials.map((trial, at) => judged(trial, weights[at] as number, truth)),
    ...(byLine && { byLine }),
    exact: exact !== undefined,
    tables,
    estimate: { ...errors, entries: truth.length },
  };
}

/** Weights of all models, and what their blend is off by. */
interface Weighed extends Blend {
  readonly byLine?: LineWeights;
}

/** Whether the best model explains everything: others are not worth their time. */
function isSettled(trials: readonly Trial[], truth: Float64Array): boolean {
  const errors = trials.map(({ predicted }) => errorsOf(predicted, truth).mae);
  const least = Math.min(...errors.filter(Number.isFinite));
  return trials[errors.indexOf(least)]?.exact ?? false;
}

/** The best of those models that explain everything, where nothing has to be mixed into it. */
function exactAlone(
  trials: readonly Trial[],
  truth: Float64Array,
  blended: Errors,
): Weighed | undefined {
  const errors = trials.map(({ predicted }) => errorsOf(predicted, truth));
  const [best] = [...trials.keys()]
    .filter((at) => trials[at]?.exact)
    .sort((a, b) => (errors[a] as Errors).mae - (errors[b] as Errors).mae);
  if (best === undefined) return undefined;
  const own = errors[best] as Errors;
  if (!isAsGood(own, blended, truth.length)) return undefined;
  return { weights: trials.map((_, at) => (at === best ? 1 : 0)), errors: own };
}

/** Up to so many lines there is time to weigh models for each. */
const mostLines = 64;

function hasOwnWeights(shape: Shape, lines: Lines | undefined): lines is Lines {
  return lines !== undefined && shape[lines] <= mostLines;
}

function weighedByLine(
  predicted: readonly Predictions[],
  evidence: LineEvidence,
  lines: Lines,
): Weighed {
  const { weights, errors } = blendByLine(predicted, evidence);
  const shares = predicted.map(
    (_, at) => weights.reduce((sum, of) => sum + (of[at] as number), 0) / weights.length,
  );
  return { weights: shares, errors, byLine: { lines, weights } };
}

/** The lines of the held entries of all splits. */
function linesIn(
  splits: Plan['splits'],
  shape: Shape,
  lines: Lines,
): Pick<LineEvidence, 'line' | 'lines'> {
  const line: number[] = [];
  for (const held of splits) {
    for (let k = 0; k < held.length; k++) if (held[k]) line.push(lineOf(k, shape, lines));
  }
  return { line: Int32Array.from(line), lines: shape[lines] };
}

/** The holes of all splits, one split after the other. */
function holesIn(splits: Plan['splits'], shape: Shape): Pick<Evidence, 'hole' | 'holes'> {
  const hole: number[] = [];
  let holes = 0;
  for (const held of splits) {
    const numbers = holesOf(held, shape);
    for (const number of numbers) hole.push(holes + number);
    holes += 1 + numbers.reduce((most, number) => Math.max(most, number), -1);
  }
  return { hole: Int32Array.from(hole), holes };
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
