import {
  baggedBlend,
  type Evidence,
  finiteThroughout,
  leastWeight,
  normalised,
  takenFrom,
} from './bagging.js';
import { type Errors, errorsOf, type Predictions } from './blend.js';

/** Weighted means of models, another one for each line. */
export interface LineBlends {
  /** For each line one weight for each model; they sum to 1. */
  readonly weights: readonly (readonly number[])[];
  /** Errors at all held entries. */
  readonly errors: Errors;
}

/** What the models of lines are weighed by. */
export interface LineEvidence extends Evidence {
  /** The line of each held entry, from 0 to lines − 1. */
  readonly line: Int32Array;
  readonly lines: number;
}

/** Held entries of a line that say as much of its weights as those of all lines do. */
const equalVoice = 10;
/** Held entries of a line that are looked at: more would not tell more. */
const mostEntries = 500;

/**
 * Where lines are of different kinds, one model may suit this line and another one that: the weights of a line with
 * n held entries are n/(n + 10) of those that it would choose alone, and else those that all choose together.
 *
 * @param given predictions of each model at the same entries
 */
export function blendByLine(given: readonly Predictions[], evidence: LineEvidence): LineBlends {
  const { truth, line, lines } = evidence;
  const models = finiteThroughout(given);
  const together = baggedBlend(models, evidence).weights;
  const entries = entriesOf(line, lines);
  const weights = entries.map((own) => weightsOf(thinned(own), { models, evidence, together }));
  const mean = truth.map((_, entry) => {
    const of = weights[line[entry] as number] as readonly number[];
    if (!of.some(Boolean)) return Number.NaN;
    return models.reduce((sum, model, at) => {
      const weight = of[at] as number;
      return weight > 0 ? sum + weight * (model[entry] as number) : sum;
    }, 0);
  });
  return { weights, errors: errorsOf(mean, truth) };
}

interface Voting {
  readonly models: readonly Predictions[];
  readonly evidence: Evidence;
  readonly together: readonly number[];
}

function weightsOf(
  own: readonly number[],
  { models, evidence, together }: Voting,
): readonly number[] {
  if (own.length === 0) return together;
  const { truth, hole, seed } = evidence;
  const given = models.map((model) => takenFrom(model, own));
  const alone = baggedBlend(given, {
    truth: takenFrom(truth, own),
    ...renumbered(own.map((entry) => hole[entry] as number)),
    seed,
  }).weights;
  const voice = own.length / (own.length + equalVoice);
  const mixed = together.map((weight, at) => (1 - voice) * weight + voice * (alone[at] as number));
  return normalised(mixed.map((weight) => (weight < leastWeight ? 0 : weight)));
}

function entriesOf(line: Int32Array, lines: number): number[][] {
  const entries: number[][] = Array.from({ length: lines }, () => []);
  line.forEach((of, entry) => {
    entries[of]?.push(entry);
  });
  return entries;
}

/** Every so many of them, from all splits. */
function thinned(entries: readonly number[]): readonly number[] {
  const step = Math.ceil(entries.length / mostEntries);
  return step > 1 ? entries.filter((_, at) => at % step === 0) : entries;
}

/** The same holes, from 0 to as many as there are. */
function renumbered(hole: readonly number[]): Pick<Evidence, 'hole' | 'holes'> {
  const numbers = new Map<number, number>();
  for (const one of hole) if (!numbers.has(one)) numbers.set(one, numbers.size);
  return {
    hole: Int32Array.from(hole, (one) => numbers.get(one) as number),
    holes: numbers.size,
  };
}
