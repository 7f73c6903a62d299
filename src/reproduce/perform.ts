import os from 'node:os';
import {
  type Completion,
  complete,
  info,
  measure,
  type Options,
  type Progress,
  type SparseCompletion,
  type SparseOptions,
} from '../index.js';
import { withMatrices } from './data-files.js';
import { predictRatings } from './predict-ratings.js';
import type { MatrixProblem, OpenProblem } from './problems.js';
import type { CompletedRun, RunIdentity } from './record.js';
import type { MethodOptions, MetricName, TableMethod } from './schema.js';

/** One run that is to be made. */
export interface Task {
  readonly identity: Omit<RunIdentity, 'finished'>;
  readonly problem: OpenProblem;
  readonly options: MethodOptions;
  readonly unknown: TableMethod['unknown'];
  /** Where the matrices of the options lie. */
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

type Metrics = Partial<Record<MetricName, number>>;

interface Outcome {
  readonly completion: Completion | SparseCompletion;
  readonly metrics: Metrics;
}

/** Makes a run on one thread and measures it. */
export async function perform(task: Task): Promise<CompletedRun> {
  const { problem, signal, onProgress, identity } = task;
  const options = {
    // Losses are kept where a table asks for them.
    traceEvery: 0,
    // The papers take the number of steps of the method, or the one that a table names.
    ...(task.options.tune === undefined && { validation: false as const }),
    ...((await withMatrices(task.options, task.folder)) as Options),
    seed: identity.seed,
    threads: 1,
    signal,
    onProgress,
  };
  const { completion, metrics } =
    problem.kind === 'matrix'
      ? await completeMatrix(problem, options)
      : await predictRatings(problem, options as SparseOptions, task.unknown);
  const { steps, stopReason, loss, seconds, secondsPerStep, threads, device } = completion;
  const { rank, trainingError, validation, instruments, trace } = completion;
  return {
    ...identity,
    status: 'completed',
    finished: new Date().toISOString(),
    steps,
    stopReason,
    loss,
    metrics,
    seconds,
    secondsPerStep,
    threads,
    device,
    machine: machine(),
    ...(rank !== undefined && { rank }),
    ...(trainingError !== undefined && { trainingError }),
    ...(validation && { validation: { ...validation } }),
    ...(instruments && { instruments: { ...instruments } as CompletedRun['instruments'] }),
    ...(trace.length > 0 && { trace: [...trace] }),
  };
}

async function completeMatrix(
  { truth, mask, measured, range }: MatrixProblem,
  options: Options,
): Promise<Outcome> {
  const nmae = options.instruments?.nmae;
  const completion = await complete(truth, {
    ...(range && { scale: [range[0], range[1]] }),
    ...options,
    mask,
    ...(nmae && { instruments: { ...options.instruments, nmae: { ...nmae, truth } } }),
  });
  const metrics = measure(completion.matrix, truth, measured, { peak: range?.[1] });
  return {
    completion,
    metrics: { ...metrics, mse: metrics.rmse ** 2, ...readingsOf(completion) },
  };
}

/** What instruments have read, where they were asked for. */
function readingsOf({ instruments }: Completion): Metrics {
  const rank = instruments?.effectiveRank?.values.at(-1);
  const nmae = instruments?.nmae?.values;
  return {
    ...(rank !== undefined && { effectiveRank: rank }),
    ...(nmae && { leastNmae: Math.min(...nmae) }),
  };
}

function machine(): CompletedRun['machine'] {
  const { cores, isa } = info();
  return { cpu: os.cpus()[0]?.model.trim() ?? 'unknown', cores, isa, node: process.version };
}
