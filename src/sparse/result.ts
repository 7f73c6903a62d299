import type { RunReport } from '../completion.js';
import type { Matrix } from '../matrix.js';
import type { NativeOutcome } from '../native/addon.js';
import type { ParsedSparseOptions } from '../options/schema.js';
import { constantReport, type Run, trainedReport } from '../run-report.js';
import type { Scaling } from '../scaling.js';
import type { Factors, SparseCompletion } from './completion.js';
import { type PlaceLists, predictionOf } from './prediction.js';

/** What a run on sparse input was asked for. */
export interface SparseRun extends Run {
  readonly options: ParsedSparseOptions;
  /** Whose estimates are wanted by themselves. */
  readonly places: PlaceLists | undefined;
}

/** The result of a run that trained. */
export function trainedSparse(
  run: SparseRun,
  scaling: Scaling,
  outcome: NativeOutcome,
): SparseCompletion {
  const { rows, cols } = run.problem;
  return completion(run, trainedReport(run, outcome), {
    left: factor(outcome.left, rows),
    right: factor(outcome.right, cols),
    ...scaling,
  });
}

/** The result when all observed values are equal: x = offset, with factors of zeros. */
export function constantSparse(run: Omit<SparseRun, 'parts'>, scaling: Scaling): SparseCompletion {
  const { rows, cols } = run.problem;
  const zeros = (side: number) => factor(new Float32Array(side), side);
  return completion(run, constantReport(run), {
    left: zeros(rows),
    right: zeros(cols),
    ...scaling,
  });
}

function completion(
  run: Omit<SparseRun, 'parts'>,
  report: RunReport,
  factors: Factors,
): SparseCompletion {
  const { rows, cols } = run.problem;
  const prediction = predictionOf(factors, run.options.bounds);
  const { places } = run;
  return {
    ...report,
    rows,
    cols,
    factors,
    ...prediction,
    ...(places && { predictions: prediction.predictMany(places.rows, places.cols) }),
  };
}

function factor(data: Float32Array, rows: number): Matrix {
  return { data, rows, cols: data.length / rows };
}
