import type { Completion, StopReason } from '../completion.js';
import type { Loss } from '../progress.js';

/** What the completions of a picture's channels say together. */
export type Summary = Omit<
  Completion,
  | 'matrix'
  | 'trace'
  | 'laplacians'
  | 'instruments'
  | 'snapshots'
  | 'parameters'
  | 'deviations'
  | 'auto'
>;

/**
 * Combines the channels of one picture: `steps` is the largest number of steps, `loss` the mean of
 * each term, `stopReason` the gravest one, rank, training and validation errors and what seeds agree on are those of single channels only, `threads` the most that worked at the same time, and
 * `observed` counts pixels (the mask is shared). One channel is itself.
 *
 * @param seconds wall time of all channels together
 * @param atOnce channels that were completed at the same time
 */
export function combineCompletions(
  completions: readonly Completion[],
  seconds: number,
  atOnce: number,
): Summary {
  const [first, ...others] = completions as [Completion, ...Completion[]];
  const {
    matrix: _matrix,
    trace: _trace,
    laplacians: _laplacians,
    instruments: _instruments,
    snapshots: _snapshots,
    parameters: _parameters,
    deviations: _deviations,
    auto: _auto,
    ...single
  } = first;
  if (others.length === 0) return single;
  // What is said of one channel alone.
  const {
    rank: _rank,
    trainingError: _error,
    validation: _validation,
    seedAgreement: _agreement,
    ...summary
  } = single;
  const steps = Math.max(...completions.map((one) => one.steps));
  const busiestFirst = completions.map((one) => one.threads).sort((a, b) => b - a);
  const jobs = first.device === 'cpu' ? atOnce : 1; // channels on a GPU share a job
  return {
    ...summary,
    steps,
    stopReason: gravest(completions.map((one) => one.stopReason)),
    converged: completions.every((one) => one.converged),
    loss: meanLoss(completions.map((one) => one.loss)),
    seconds,
    secondsPerStep: steps > 0 ? seconds / steps : null,
    threads: busiestFirst.slice(0, jobs).reduce((sum, one) => sum + one, 0),
  };
}

const kGravestFirst: readonly StopReason[] = [
  'diverged',
  'steps',
  'validation',
  'seed-agreement',
  'rank-plateau',
  'fidelity-balance',
  'regularizer-change',
  'tolerance',
  'solved',
  'constant',
];

function gravest(reasons: readonly StopReason[]): StopReason {
  return kGravestFirst.find((reason) => reasons.includes(reason)) as StopReason;
}

/** The mean of each term; a term that only some have (a constant channel has none) counts as 0. */
export function meanLoss(losses: readonly Loss[]): Loss {
  const terms = new Set(losses.flatMap((loss) => Object.keys(loss)));
  const mean = (term: string) =>
    losses.reduce((sum, loss) => sum + (loss[term] ?? 0), 0) / losses.length;
  return Object.fromEntries([...terms].map((term) => [term, mean(term)])) as Loss;
}
