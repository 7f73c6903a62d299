import type { Problem } from '../problem.js';
import { type Candidate, type Proposal, proposalsFor, type Refinement } from './candidates.js';
import { budgets, type Effort, secondsFor } from './effort.js';
import { holdHoles } from './holes.js';
import type { Look } from './look.js';

/** What is run. */
export interface Plan {
  readonly first: readonly Candidate[];
  /** These go on from the blend of the first ones. */
  readonly refinements: readonly Refinement[];
  /** For each split, 1 for observed entries that are held, row-major; none when there is nothing to hold. */
  readonly splits: readonly Uint8Array[];
}

/** What a plan is made for. */
export interface Planning {
  readonly problem: Problem;
  readonly look: Look;
  readonly effort: Effort;
  readonly seed: number;
}

/** Share of the observed entries that each split holds. */
const heldShare = 0.1;
/** Proposals that every split has to have time for. */
const core = 3;

/**
 * Takes proposals in their order while the time lasts: each one is run on every split and once more on all
 * entries. The first is taken in any case. Time is what a model usually takes, not what a clock says, so
 * that one seed gives one result.
 */
export function choosePlan({ problem, look, effort, seed }: Planning): Plan {
  const { rows, cols } = problem;
  const proposals = proposalsFor({ rows, cols, look, effort });
  const seconds = secondsFor(effort, rows * cols);
  const count = splitsWithin(proposals, seconds / 2, budgets[effort].splits);
  const taken = within(proposals, seconds / (count + 1));
  const splits = Array.from({ length: count }, (_, k) => holdHoles(problem, heldShare, seed + k));
  return {
    first: taken.flatMap((one) => (one.stage === 'first' ? [one.model] : [])),
    refinements: taken.flatMap((one) => (one.stage === 'refinement' ? [one.model] : [])),
    splits: splits.filter((held) => held.includes(1)),
  };
}

function splitsWithin(proposals: readonly Proposal[], seconds: number, most: number): number {
  const each = proposals.slice(0, core).reduce((sum, { model }) => sum + model.seconds, 0);
  return Math.max(1, Math.min(most, Math.floor(seconds / each) - 1));
}

function within(proposals: readonly Proposal[], seconds: number): Proposal[] {
  let left = seconds;
  return proposals.filter(({ model }, at) => {
    if (at > 0 && model.seconds > left) return false;
    left -= model.seconds;
    return true;
  });
}
