import { clipTo } from './bounds.js';
import type { Completion } from './completion.js';
import type { Matrix } from './matrix.js';
import type { NativeOutcome } from './native/addon.js';
import type { ParsedOptions } from './options/schema.js';
import type { Problem } from './problem.js';
import { constantReport, namedLaplacians, type Run, trainedReport } from './run-report.js';
import { type Scaling, unscale } from './scaling.js';

/** What a run on a matrix was asked for. */
export interface MatrixRun extends Run {
  readonly problem: Problem;
  readonly options: ParsedOptions;
}

/** The result of a run that trained. */
export function trainedCompletion(
  run: MatrixRun,
  scaling: Scaling,
  outcome: NativeOutcome,
): Completion {
  const complete = (x: Float32Array) =>
    completedMatrix(run, (k) => unscale(x[k] as number, scaling));
  const snapshots = (outcome.snapshots ?? []).map(({ step, matrix, laplacians }) => ({
    step,
    matrix: complete(matrix),
    laplacians: namedLaplacians(run, laplacians),
  }));
  return {
    ...trainedReport(run, outcome),
    matrix: complete(outcome.matrix),
    ...(run.options.snapshots && { snapshots }),
  };
}

/** The result when all observed values are equal. */
export function constantCompletion(run: MatrixRun): Completion {
  const matrix = completedMatrix(run, () => run.problem.low);
  return { ...constantReport(run), matrix, ...(run.options.snapshots && { snapshots: [] }) };
}

function completedMatrix({ problem, options }: MatrixRun, valueAt: (k: number) => number): Matrix {
  const { rows, cols, values, mask } = problem;
  const clip = clipTo(options.bounds);
  const data = values.slice();
  for (let k = 0; k < data.length; k++) {
    if (options.keepObserved && mask[k]) continue;
    data[k] = clip(valueAt(k));
  }
  return { data, rows, cols };
}
