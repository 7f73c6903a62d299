import type { RunReport } from '../completion.js';
import type { NativeClassicOutcome } from '../native/classic.js';
import { commonOf, namedTrace, type Run } from '../run-report.js';
import type { Scaling } from '../scaling.js';
import { isConverged } from '../stop-reason.js';

const terms = ['fidelity'];

/** What is told of a run of a classical method. */
export function classicReport(
  run: Omit<Run, 'parts'>,
  outcome: NativeClassicOutcome,
  { range }: Scaling,
): RunReport {
  const { steps, seconds, stopReason, threads, rank } = outcome;
  const fidelity = outcome.terms[0] as number;
  return {
    ...commonOf(run),
    steps,
    stopReason,
    converged: isConverged(stopReason),
    loss: { total: fidelity, fidelity },
    trace: namedTrace(terms, outcome.trace),
    seconds,
    secondsPerStep: seconds / steps,
    threads,
    ...(rank > 0 && { rank }),
    trainingError: Math.sqrt(fidelity) * range,
  };
}
