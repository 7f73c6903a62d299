import type { Problem } from '../problem.js';
import type { Lines } from '../standardize.js';
import { type Candidate, type Proposals, proposalsFor } from './candidates.js';
import { budgets, type Effort, headroom, secondsFor, type Wanted } from './effort.js';
import { type Holes, holdHoles } from './holes.js';
import type { Look } from './look.js';

/** What is run: all proposals that there is time for. */
export interface Plan extends Proposals {
  /** For each split, 1 for observed entries that are held, row-major; none when there is nothing to hold. */
  readonly splits: readonly Uint8Array[];
}

/** What a plan is made for. */
export interface Planning {
  readonly problem: Problem;
  readonly look: Look;
  readonly effort: Effort;
  readonly seed: number;
  /** Lines that models may standardise on trial. */
  readonly fewer?: Lines | undefined;
  /** Lines that have units of their own, standardised already. */
  readonly lines?: Lines | undefined;
}

/** Proposals of each kind that every split has to have time for. */
const core = { scouts: 4, patches: 1 };

/**
 * Takes proposals in their order while the time lasts: each one is run on every split and once more on all
 * entries. The first scout is taken in any case. Time is what a model usually takes, not what a clock says, so
 * that one seed gives one result.
 */
export function choosePlan(planning: Planning): Plan {
  const { problem, look, effort, seed, fewer, lines } = planning;
  const { rows, cols, mask } = problem;
  const share = heldShare(look);
  const holes = holdHoles(problem, share, seed);
  const given = mask.map((observed, k) => (holes.held[k] ? 0 : observed));
  const seconds = headroom * secondsFor(effort, rows * cols);
  const proposals = (passes: number) =>
    proposalsFor({ rows, cols, look, effort, given, fewer, lines, seconds: seconds / passes });
  const wanted = splitsWanted(holes, effort);
  const count = splitsWithin(coreOf(proposals(1)), seconds / 2, wanted);
  const { scouts, patches, tables } = proposals(count + 1);
  const left = seconds / (count + 1);
  const lead = scouts.slice(0, 1);
  const first = [...lead, ...within(scouts.slice(1), left - secondsOf(lead))];
  const rest = left - secondsOf(first);
  const splits = Array.from({ length: count }, (_, k) =>
    k === 0 ? holes.held : holdHoles(problem, share, seed + k).held,
  );
  return {
    scouts: first,
    patches: within(patches, rest),
    tables: withinButDeep(tables, rest),
    splits: splits.filter((held) => held.includes(1)),
  };
}

/** As much again as is missing is held, between these shares of what is observed. */
function heldShare({ missing }: Look): number {
  const [least, most] = [0.03, 0.1];
  return Math.min(most, Math.max(least, missing / (1 - missing)));
}

function splitsWanted({ count, held }: Holes, effort: Effort): number {
  const { splits, holes, entries } = budgets[effort];
  const perSplit = held.reduce((sum, is) => sum + is, 0);
  return Math.max(splits, splitsFor(holes, count), splitsFor(entries, perSplit));
}

/** So many that there are as many as wanted in all of them, when each has `perSplit`. */
function splitsFor({ count, splits }: Wanted, perSplit: number): number {
  return Math.min(splits, Math.ceil(count / Math.max(1, perSplit)));
}

function coreOf({ scouts, patches }: Proposals): Candidate[] {
  return [...scouts.slice(0, core.scouts), ...patches.slice(0, core.patches)];
}

/** As many of the wanted splits as there is time for, those models on each and once more on all entries. */
export function splitsWithin(models: readonly Timed[], seconds: number, wanted: number): number {
  const each = secondsOf(models);
  return Math.max(1, Math.min(wanted, Math.floor(seconds / each) - 1));
}

/** Those that fit into the time that ones before them leave. */
export function within<Model extends Timed>(proposals: readonly Model[], seconds: number): Model[] {
  let left = seconds;
  return proposals.filter((model) => {
    if (model.seconds > left) return false;
    left -= model.seconds;
    return true;
  });
}

/** Deep models have steps for their part of the time. */
function withinButDeep(proposals: readonly Candidate[], seconds: number): Candidate[] {
  const isDeep = ({ kind }: Candidate) => kind === 'deep';
  const others = proposals.filter((model) => !isDeep(model));
  return [...within(others, seconds), ...proposals.filter(isDeep)];
}

/** A model and how long it usually takes. */
type Timed = Pick<Candidate, 'seconds'>;

export function secondsOf(models: readonly Timed[]): number {
  return models.reduce((sum, { seconds }) => sum + seconds, 0);
}
