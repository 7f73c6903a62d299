import type { LearnedLaplacians, RunReport, TracePoint } from './completion.js';
import type { DeviceChoice } from './device.js';
import { namedReadings } from './instruments.js';
import { type LossParts, namedLoss, termNames, withoutRepeats } from './loss.js';
import type { Matrix, Shape } from './matrix.js';
import type { NativeOutcome, NativeTrace } from './native/addon.js';
import type { ParsedOptions } from './options/schema.js';
import { nameOf } from './over.js';
import { isConverged } from './stop-reason.js';

/** What a run was asked for. */
export interface Run {
  readonly problem: Shape & Pick<RunReport, 'observed'>;
  readonly options: Pick<ParsedOptions, 'method' | 'seed' | 'laplacians'> & {
    readonly instruments?: object | undefined;
  };
  readonly parts: LossParts;
  readonly choice: DeviceChoice;
}

/** What is told of a run that trained. */
export function trainedReport(run: Run, outcome: NativeOutcome): RunReport {
  const names = termNames(run.parts);
  const { steps, seconds, stopReason, threads } = outcome;
  return {
    ...commonOf(run),
    steps,
    stopReason,
    converged: isConverged(stopReason),
    loss: namedLoss(names, outcome.terms),
    trace: namedTrace(names, outcome.trace),
    seconds,
    secondsPerStep: steps > 0 ? seconds / steps : null,
    threads,
    ...(run.options.laplacians && { laplacians: namedLaplacians(run, outcome.laplacians) }),
    ...(run.options.instruments && {
      instruments: namedReadings(outcome.readings ?? {}, run.parts),
    }),
  };
}

/** What is told of a run that had nothing to train, as all observed values are equal. */
export function constantReport(run: Omit<Run, 'parts'>): RunReport {
  return {
    ...commonOf(run),
    steps: 0,
    stopReason: 'constant',
    converged: true,
    loss: { total: 0, fidelity: 0 },
    trace: [],
    seconds: 0,
    secondsPerStep: null,
    threads: 0,
    ...(run.options.laplacians && { laplacians: {} }),
    ...(run.options.instruments && { instruments: {} }),
  };
}

/** What all reports begin with. */
export function commonOf({ problem, options, choice }: Omit<Run, 'parts'>) {
  const { method, seed } = options;
  const name = typeof method === 'string' ? method : method.type;
  return { method: name, observed: problem.observed, seed, ...choice };
}

export function namedTrace(names: readonly string[], { steps, terms }: NativeTrace): TracePoint[] {
  const width = names.length;
  return Array.from(steps, (step, i) => ({
    step,
    loss: namedLoss(names, terms.subarray(i * width, (i + 1) * width)),
  }));
}

/** Learned Laplacians under their names. */
export function namedLaplacians(
  { parts }: Pick<Run, 'parts'>,
  laplacians: readonly Float32Array[],
): LearnedLaplacians {
  const kinds = parts.regularizers.flatMap((part) =>
    part.type === 'adaptive-laplacian' ? [nameOf(part.over)] : [],
  );
  const names = withoutRepeats(kinds);
  return Object.fromEntries(laplacians.map((data, i) => [names[i], square(data)]));
}

function square(data: Float32Array): Matrix {
  const k = Math.sqrt(data.length);
  return { data, rows: k, cols: k };
}
