/** Predictions of one model at held entries. */
export type Predictions = Float64Array;

/** A weighted mean of models. */
export interface Blend {
  /** One for each model, ≥ 0, their sum 1. */
  readonly weights: readonly number[];
  /** Errors of the blend at held entries. */
  readonly errors: Errors;
}

/** Over held entries, in the units of the input. */
export interface Errors {
  readonly mae: number;
  readonly rmse: number;
}

/** Votes that weights are made of: they are multiples of 1/20. */
const votes = 20;

/** What models are compared by, from their errors at so many held entries: the less, the better. */
export type Score = (errors: Errors, entries: number) => number;

/**
 * The blend with the least score, by ensemble selection with replacement: beginning with
 * the best model, each vote goes to the one that lowers the score of the mean of all votes most, and the
 * best prefix of votes counts. (Caruana, Niculescu-Mizil, Crew, Ksikes: Ensemble Selection from Libraries
 * of Models, ICML 2004.) Models whose predictions are not finite get no vote.
 *
 * @param models predictions of each model at the same entries
 * @param truth what was observed there
 * @param score of a mean of models
 */
export function blend(models: readonly Predictions[], truth: Float64Array, score: Score): Blend {
  const counts = models.map(() => 0);
  const sum = new Float64Array(truth.length);
  let best: Blend | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let vote = 1; vote <= votes; vote++) {
    const chosen = bestAddition(models, sum, { truth, vote, score });
    if (chosen === undefined) break;
    counts[chosen] = (counts[chosen] as number) + 1;
    const given = models[chosen] as Predictions;
    for (let e = 0; e < sum.length; e++) sum[e] = (sum[e] as number) + (given[e] as number);
    const mean = sum.map((value) => value / vote);
    const errors = errorsOf(mean, truth);
    const reached = score(errors, truth.length);
    if (!(reached < least)) continue;
    least = reached;
    best = { weights: counts.map((count) => count / vote), errors };
  }
  return best ?? { weights: counts, errors: { mae: Number.NaN, rmse: Number.NaN } };
}

/**
 * The first model whose vote makes the mean best; undefined when none is finite. The mean of so many votes, m among
 * them, is off by (m − wanted)/vote: one pass over each model, as all time goes here.
 */
function bestAddition(
  models: readonly Predictions[],
  sum: Float64Array,
  {
    truth,
    vote,
    score,
  }: { readonly truth: Float64Array; readonly vote: number; readonly score: Score },
): number | undefined {
  let least = Number.POSITIVE_INFINITY;
  let chosen: number | undefined;
  const wanted = truth.map((value, e) => vote * value - (sum[e] as number));
  models.forEach((model, index) => {
    const { mae, rmse } = errorsOf(model, wanted);
    const error = score({ mae: mae / vote, rmse: rmse / vote }, truth.length);
    if (!(error < least)) return;
    least = error;
    chosen = index;
  });
  return chosen;
}

/**
 * The mean absolute error and twice its standard error. A model that is right
 * nearly everywhere and far off at a few entries would win by the luck of which ones are held.
 */
export function scoreOf({ mae, rmse }: Errors, entries: number): number {
  return mae + 2 * Math.sqrt(Math.max(0, rmse ** 2 - mae ** 2) / entries);
}

/** The root of the mean squared error, which is what ratings are compared by. */
export const rootMeanSquare: Score = ({ rmse }) => rmse;

export function errorsOf(predicted: Float64Array, truth: Float64Array): Errors {
  let absolute = 0;
  let squared = 0;
  for (let e = 0; e < truth.length; e++) {
    const error = (predicted[e] as number) - (truth[e] as number);
    absolute += Math.abs(error);
    squared += error * error;
  }
  return { mae: absolute / truth.length, rmse: Math.sqrt(squared / truth.length) };
}

/** Σ weight·values, of those with a weight. */
export function mixtureOf(
  values: readonly ArrayLike<number>[],
  weights: readonly number[],
): Float64Array {
  const sum = new Float64Array(values[0]?.length ?? 0);
  values.forEach((one, at) => {
    const weight = weights[at] as number;
    if (weight === 0) return;
    for (let e = 0; e < sum.length; e++) sum[e] = (sum[e] as number) + weight * (one[e] as number);
  });
  return sum;
}
