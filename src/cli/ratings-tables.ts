import { quoteName } from '../formats/delimited.js';
import type { RatingPredictions } from '../index.js';

/** `user,item,rating,predicted[,deviation]` with a line for each test rating. */
export function predictionsText(predictions: RatingPredictions, ratings: Float64Array): string {
  return table(predictions, 'user,item,rating,predicted', (k) => [String(ratings[k])]);
}

/** `user,item,rank,predicted[,deviation]`, the items of a user from the best one. */
export function topText(top: RatingPredictions): string {
  let rank = 0;
  return table(top, 'user,item,rank,predicted', (k) => {
    rank = k > 0 && top.user[k] === top.user[k - 1] ? rank + 1 : 1;
    return [String(rank)];
  });
}

function table(
  { user, item, predicted, deviations }: RatingPredictions,
  header: string,
  between: (k: number) => string[],
): string {
  const lines = user.map((id, k) => {
    const deviation = deviations?.[k];
    return [
      quoteName(id, ','),
      quoteName(item[k] as string, ','),
      ...between(k),
      String(predicted[k]),
      ...(deviation === undefined ? [] : [Number.isNaN(deviation) ? '' : String(deviation)]),
    ].join(',');
  });
  return `${[deviations ? `${header},deviation` : header, ...lines].join('\n')}\n`;
}
