import type { Listing } from '../../sparse/listing.js';
import { sharesOf } from '../reasons.js';
import type { JudgedList, ListJudgement } from './judge.js';
import type { ListPlan } from './plan.js';

/** What the reasons are made of. */
export interface ListGrounds {
  readonly problem: Listing;
  readonly plan: ListPlan;
  readonly judgement: ListJudgement;
}

/** What was seen, and what was taken for it, in sentences. */
export function listReasons({ problem, plan, judgement }: ListGrounds): string[] {
  const { rows, cols, observed } = problem;
  const { models, estimate } = judgement;
  const share = ((100 * observed) / (rows * cols)).toPrecision(3);
  const splits = plan.splits.length === 1 ? '1 split' : `${plan.splits.length} splits`;
  return [
    `${observed} entries of ${rows} × ${cols} are listed (${share} %).`,
    `${models.length} models were judged by ${estimate.entries} entries in ${splits}, held at random.`,
    placesSaid(models),
    `Taken: ${sharesOf(models)}, with a root mean square error of ${estimate.rmse.toPrecision(3)} there.`,
  ].filter((reason) => reason !== '');
}

/** Whether the best of those models that look at which entries are listed is ahead. */
function placesSaid(models: readonly JudgedList[]): string {
  const least = (sees: boolean) =>
    Math.min(
      ...models
        .filter(({ candidate }) => (candidate.places !== undefined) === sees)
        .map(({ told }) => told.rmse ?? Number.POSITIVE_INFINITY),
    );
  const [seen, unseen] = [least(true), least(false)];
  if (!Number.isFinite(seen)) return '';
  const says = seen < unseen ? 'says something of values' : 'says little of values';
  return `Which entries are listed ${says}: ${seen.toPrecision(3)} with it, ${unseen.toPrecision(3)} without.`;
}
