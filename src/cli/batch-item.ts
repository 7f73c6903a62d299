import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { MemoryBudget } from '../batch/memory-budget.js';
import type { Mask, Options, Progress } from '../index.js';
import { parseOptions } from '../options/parse.js';
import type { BatchReport } from '../report/index.js';
import { type BatchFile, replaces } from './batch-files.js';
import { openSubject } from './open-subject.js';
import { type Report, reportOf } from './report.js';
import { fileNames, type Subject } from './subject.js';

/** What the items of a batch share. */
export interface BatchRun {
  readonly options: Options;
  readonly mask: Mask | undefined;
  /** Time of the last change of the mask's file, 0 without one. */
  readonly maskChanged: bigint;
  /** Compute again what is there already. */
  readonly force: boolean;
  readonly budget: MemoryBudget;
  readonly signal: AbortSignal;
  /** Hears of what was completed, where a page about the batch was asked for. */
  readonly page?: BatchReport | undefined;
}

/** What became of an item that did not fail; 'skipped' was done before. */
export type ItemOutcome =
  | { readonly status: 'completed'; readonly report: Report }
  | { readonly status: 'skipped' };

/** A file and its place in the batch. */
export interface BatchPlace {
  readonly file: BatchFile;
  readonly index: number;
}

/** Completes one file and writes the result, unless a result newer than the file is there. */
export async function completeFile(
  { file, index }: BatchPlace,
  run: BatchRun,
  onProgress: (progress: Progress) => void,
): Promise<ItemOutcome> {
  run.signal.throwIfAborted();
  if (await isDone(file, run)) return { status: 'skipped' };
  const output = { path: file.output, name: fileNames.outDir };
  const subject = await openSubject(
    { input: file.input, mask: run.mask, output },
    parseOptions(run.options),
  );
  const { signal } = run;
  const release = await run.budget.reserve(needOf(subject), signal);
  try {
    const outcome = await subject.complete({ ...run.options, signal, onProgress });
    await outcome.save();
    await run.page?.addCompleted(index, outcome.reported);
    return { status: 'completed', report: reportOf(subject, outcome) };
  } finally {
    release();
  }
}

function needOf(subject: Subject) {
  return { bytes: subject.bytes(), what: `${subject.rows}×${subject.cols} entries` };
}

/** Whether the output is newer than all that it is made from. */
async function isDone({ input, output }: BatchFile, run: BatchRun): Promise<boolean> {
  const [source, result] = await Promise.all([statusOf(input), statusOf(output)]);
  if (source === undefined || result === undefined) return false;
  // A link may lead from one folder into the other.
  if (source.ino === result.ino && source.dev === result.dev)
    throw replaces(input, dirname(output));
  if (run.force || !result.isFile()) return false;
  return result.mtimeNs > source.mtimeNs && result.mtimeNs > run.maskChanged;
}

function statusOf(path: string): Promise<BigIntStats | undefined> {
  return stat(path, { bigint: true }).catch(() => undefined);
}
