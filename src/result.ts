import { clipTo } from './bounds.js';
import type { Completion } from './completion.js';
import { type LearnedNetwork, learnedNetwork } from './latent-network.js';
import type { Matrix } from './matrix.js';
import type { Parts } from './methods/method.js';
import type { NativeOutcome, NativeSpec } from './native/addon.js';
import type { ParsedOptions } from './options/schema.js';
import type { Problem } from './problem.js';
import { constantReport, namedLaplacians, type Run, trainedReport } from './run-report.js';
import { type Scaling, unscale } from './scaling.js';

/** What a run on a matrix was asked for. */
export interface MatrixRun extends Run {
  readonly problem: Problem;
  readonly parts: Parts;
  readonly options: ParsedOptions;
}

/** How a run trained and what came of it. */
export interface Training {
  readonly scaling: Scaling;
  readonly spec: Pick<NativeSpec, 'representation'>;
  readonly outcome: NativeOutcome;
}

/** The result of a run that trained. */
export function trainedCompletion(
  run: MatrixRun,
  { scaling, spec, outcome }: Training,
): Completion {
  const complete = (x: Float32Array) =>
    completedMatrix(run, (k) => unscale(x[k] as number, scaling));
  const snapshots = (outcome.snapshots ?? []).map(({ step, matrix, laplacians }) => ({
    step,
    matrix: complete(matrix),
    laplacians: namedLaplacians(run, laplacians),
  }));
  const parameters = learnedParameters(run, { scaling, spec, outcome });
  return {
    ...trainedReport(run, outcome),
    matrix: complete(outcome.matrix),
    ...(run.options.snapshots && { snapshots }),
    ...(parameters && { parameters }),
  };
}

function learnedParameters(
  { problem, options }: MatrixRun,
  { spec: { representation }, outcome }: Training,
): LearnedNetwork | undefined {
  if (outcome.parameters.length === 0 || representation.type !== 'latent-network') return undefined;
  const { scale = 'observed' } = options;
  const seen = scale === 'observed' ? ([problem.low, problem.high] as const) : scale;
  return learnedNetwork(representation, outcome.parameters, problem, seen);
}

/** The result when all observed values are equal. */
export function constantCompletion(run: Omit<MatrixRun, 'parts'>): Completion {
  const matrix = completedMatrix(run, () => run.problem.low);
  return { ...constantReport(run), matrix, ...(run.options.snapshots && { snapshots: [] }) };
}

/** The matrix with a value for each entry that is not observed, or for all of them. */
export function completedMatrix(
  { problem, options }: Omit<MatrixRun, 'parts' | 'choice'>,
  valueAt: (k: number) => number,
): Matrix {
  const { rows, cols, values, mask } = problem;
  const clip = clipTo(options.bounds);
  const data = values.slice();
  for (let k = 0; k < data.length; k++) {
    if (options.keepObserved && mask[k]) continue;
    data[k] = clip(valueAt(k));
  }
  return { data, rows, cols };
}
