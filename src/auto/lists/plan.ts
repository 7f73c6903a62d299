import { secondsOf, splitsWithin, within } from '../choose-plan.js';
import { type Effort, headroom, secondsFor } from '../effort.js';
import { caseOf, type ListCandidate, listCandidates } from './candidates.js';
import type { Entries } from './entries.js';
import { holdingOf, type Split, splitsOf } from './splits.js';

/** What is run: all proposals that there is time for, on each split. */
export interface ListPlan {
  readonly candidates: readonly ListCandidate[];
  readonly splits: readonly Split[];
}

/** What a plan is made for. */
export interface ListPlanning {
  readonly effort: Effort;
  readonly seed: number;
  readonly hasPlaces: boolean;
}

/** Proposals that every split has to have time for. */
const core = 8;

/**
 * Takes proposals in their order while the time lasts: each one is run on every split and once more on all
 * entries. The first is taken in any case. Time is what a model usually takes, not what a clock says, so
 * that one seed gives one result.
 */
export function planFor(entries: Entries, { effort, seed, hasPlaces }: ListPlanning): ListPlan {
  const count = entries.values.length;
  const seconds = headroom * secondsFor(effort, count);
  const proposals = listCandidates(caseOf(entries, { effort, hasPlaces }));
  const { folds, splits: wanted } = holdingOf(count, effort);
  const splits = splitsWithin(proposals.slice(0, core), seconds / 2, wanted);
  const [lead, ...others] = proposals as [ListCandidate, ...ListCandidate[]];
  const left = seconds / (splits + 1) - secondsOf([lead]);
  return {
    candidates: [lead, ...within(others, left)],
    splits: splitsOf(entries, { folds, splits }, seed),
  };
}
