import { blend, mixtureOf, type Predictions, rootMeanSquare } from '../blend.js';

/**
 * Weights of the blend that predicts best, or the best model alone where the blend's squared errors are not
 * smaller by more than two standard errors of the mean difference: where a few entries decide, it is chance
 * which models would mend them. Models whose predictions are not finite have none.
 *
 * @param models predictions of each model at the same entries
 * @param truth what was listed there
 */
export function weigh(models: readonly Predictions[], truth: Float64Array): readonly number[] {
  const { weights } = blend(models, truth, rootMeanSquare);
  const best = bestOf(models, truth);
  if (best === undefined) return weights;
  const gained = differences(models[best] as Predictions, mixtureOf(models, weights), truth);
  if (mean(gained) > 2 * standardError(gained)) return weights;
  return models.map((_, at) => (at === best ? 1 : 0));
}

function bestOf(models: readonly Predictions[], truth: Float64Array): number | undefined {
  let least = Number.POSITIVE_INFINITY;
  let best: number | undefined;
  models.forEach((model, at) => {
    const error = mean(model.map((value, e) => (value - (truth[e] as number)) ** 2));
    if (!(error < least)) return;
    least = error;
    best = at;
  });
  return best;
}

/** By how much the squared errors of one are greater than those of another. */
function differences(one: Predictions, other: Predictions, truth: Float64Array): Float64Array {
  return truth.map(
    (value, e) => ((one[e] as number) - value) ** 2 - ((other[e] as number) - value) ** 2,
  );
}

function standardError(values: Float64Array): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - centre) ** 2)) / values.length);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
