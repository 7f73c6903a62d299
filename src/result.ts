import { clipTo } from './bounds.js';
import type { Completion } from './completion.js';
import { learnedNetwork } from './latent-network.js';
import type { Matrix } from './matrix.js';
import type { NativeOutcome, NativeSpec } from './native/addon.js';
import type { ParsedOptions } from './options/schema.js';
import type { Problem } from './problem.js';
import { constantReport, type Run, trainedReport } from './run-report.js';
import { type Scaling, unscale } from './scaling.js';

/** What a run on a matrix was asked for. */
export interface MatrixRun extends Run {
  readonly problem: Problem;
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
  const matrix = completedMatrix(run, (k) => unscale(outcome.matrix[k] as number, scaling));
  const report = { ...trainedReport(run, outcome), matrix };
  const { representation } = spec;
  if (outcome.parameters.length === 0 || representation.type !== 'latent-network') return report;
  const { low, high } = run.problem;
  const scale = run.options.scale === 'observed' ? ([low, high] as const) : run.options.scale;
  const parameters = learnedNetwork(representation, outcome.parameters, run.problem, scale);
  return { ...report, parameters };
}

/** The result when all observed values are equal. */
export function constantCompletion(run: MatrixRun): Completion {
  return { ...constantReport(run), matrix: completedMatrix(run, () => run.problem.low) };
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
