import type { RunReport, StopReason, ValidationReport } from '../completion.js';
import type { Tree } from '../options/assign.js';
import type { ParsedOptions } from '../options/schema.js';
import { isConverged } from '../stop-reason.js';
import type { Held } from './held.js';
import { JoinedProgress, type Taken } from './joined-progress.js';
import { type Candidates, choose, combinations, type Judgement } from './tune.js';

/** The options that this looks at. */
type Judged = Pick<ParsedOptions, 'stopping' | 'onProgress'> & {
  readonly tune?: Candidates;
  readonly validation?: unknown;
};

/** A completion whose options are judged by observed entries that are held. */
export interface ValidatedRun<Options extends Judged, Result> {
  readonly options: Options;
  readonly held: Held;
  /** Options from what was given with candidates in it. */
  readonly parse: (given: Tree) => Options;
  /** The error of a run at held entries that it does not see, and after how many steps it was least. */
  readonly judge: (options: Options) => Promise<Judgement>;
  /** Runs on all observed entries. */
  readonly complete: (options: Options) => Promise<Result>;
}

/** The run on all observed entries, and what came before it. */
export interface Validated<Result> {
  readonly result: Result;
  readonly report: ValidationReport;
  /** Why the run that was judged was no longer. */
  readonly judgedReason: StopReason;
}

/**
 * Tries what is to be tuned, and runs on all observed entries with the best of it in as many steps as were
 * best. A run that was never better than anything, as it diverged, is repeated as it is.
 */
export async function runValidated<Options extends Judged, Result>(
  run: ValidatedRun<Options, Result>,
): Promise<Validated<Result>> {
  const { options, held } = run;
  const count = combinations(options.tune ?? {}).length;
  const progress = new JoinedProgress(options.onProgress, count + 1);
  const chosen = await choose({ ...options } as unknown as Tree, {
    candidates: options.tune,
    held,
    parse: run.parse,
    judge: async (candidate) => {
      const judgement = await run.judge({ ...candidate, ...progress.next() });
      progress.ended(takenBy(judgement));
      return judgement;
    },
  });
  const { error, steps, stopReason } = chosen.judgement;
  const { stopping } = chosen.options;
  const isKnown = Number.isFinite(error);
  const result = await run.complete({
    ...chosen.options,
    ...progress.next(),
    validation: false,
    stopping: { ...stopping, ...(isKnown && { steps }) },
  });
  return { result, report: chosen.report, judgedReason: stopReason };
}

function takenBy({ taken, seconds }: Judgement): Taken {
  return { steps: taken, seconds };
}

/** The report of the run with what held entries said. Its last step was that where they were best. */
export function withValidation<Report extends RunReport>(
  report: Report,
  { report: validation, judgedReason }: Omit<Validated<unknown>, 'result'>,
): Report {
  if (report.stopReason !== 'steps') return { ...report, validation };
  const converged = isConverged(judgedReason);
  return { ...report, stopReason: judgedReason, converged, validation };
}
