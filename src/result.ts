import type { Completion, LearnedLaplacians, TracePoint } from './completion.js';
import type { DeviceChoice } from './device.js';
import { namedLoss, termNames, withoutRepeats } from './loss.js';
import type { Matrix, Shape } from './matrix.js';
import type { RegularizerPart } from './methods/method.js';
import type { NativeOutcome, NativeTrace } from './native/addon.js';
import type { ParsedOptions } from './options/schema.js';
import type { Problem } from './problem.js';
import { type Scaling, unscale } from './scaling.js';

/** What a run was asked for. */
export interface Run {
  readonly problem: Problem;
  readonly options: ParsedOptions;
  readonly regularizers: readonly RegularizerPart[];
  readonly choice: DeviceChoice;
}

/** The result of a run that trained. */
export function trainedCompletion(run: Run, scaling: Scaling, outcome: NativeOutcome): Completion {
  const names = termNames(run.regularizers);
  const { steps, seconds, stopReason, threads } = outcome;
  return {
    ...commonOf(run),
    matrix: completedMatrix(run, (k) => unscale(outcome.matrix[k] as number, scaling)),
    steps,
    stopReason,
    converged: stopReason === 'tolerance',
    loss: namedLoss(names, outcome.terms),
    trace: namedTrace(names, outcome.trace),
    seconds,
    secondsPerStep: steps > 0 ? seconds / steps : null,
    threads,
    ...(run.options.laplacians && { laplacians: namedLaplacians(run, outcome.laplacians) }),
  };
}

/** The result when all observed values are equal. */
export function constantCompletion(run: Run): Completion {
  return {
    ...commonOf(run),
    matrix: completedMatrix(run, () => run.problem.low),
    steps: 0,
    stopReason: 'constant',
    converged: true,
    loss: { total: 0, fidelity: 0 },
    trace: [],
    seconds: 0,
    secondsPerStep: null,
    threads: 0,
    ...(run.options.laplacians && { laplacians: {} }),
  };
}

function commonOf({ problem, options, choice }: Run) {
  return { method: options.method, observed: problem.observed, seed: options.seed, ...choice };
}

function completedMatrix({ problem, options }: Run, valueAt: (k: number) => number): Matrix {
  const { rows, cols, values, mask } = problem;
  const [low, high] = options.bounds ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  const data = values.slice();
  for (let k = 0; k < data.length; k++) {
    if (options.keepObserved && mask[k]) continue;
    data[k] = Math.min(Math.max(valueAt(k), low), high);
  }
  return { data, rows, cols };
}

function namedTrace(names: readonly string[], { steps, terms }: NativeTrace): TracePoint[] {
  const width = names.length;
  return Array.from(steps, (step, i) => ({
    step,
    loss: namedLoss(names, terms.subarray(i * width, (i + 1) * width)),
  }));
}

function namedLaplacians(
  { regularizers, problem }: Run,
  laplacians: readonly Float32Array[],
): LearnedLaplacians {
  const axes = regularizers.flatMap((part) =>
    part.type === 'adaptive-laplacian' ? [part.over] : [],
  );
  const names = withoutRepeats(axes);
  return Object.fromEntries(
    laplacians.map((data, i) => [names[i], square(data, axes[i] as keyof Shape, problem)]),
  );
}

function square(data: Float32Array, axis: keyof Shape, shape: Shape): Matrix {
  return { data, rows: shape[axis], cols: shape[axis] };
}
