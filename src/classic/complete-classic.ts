import { requireMemory } from '../available-memory.js';
import type { Completion } from '../completion.js';
import type { DeviceChoice } from '../device.js';
import { observedEntries } from '../graph/index.js';
import { runJob } from '../job.js';
import type { Shape } from '../matrix.js';
import type { NativeClassicOutcome, NativeClassicSpec } from '../native/classic.js';
import { loadNative } from '../native/loader.js';
import type { ParsedOptions } from '../options/schema.js';
import type { Problem } from '../problem.js';
import { completedMatrix, constantCompletion } from '../result.js';
import { type Scaling, scaleValues, scalingOf, unscale } from '../scaling.js';
import type { Held } from '../validation/held.js';
import type { Judgement } from '../validation/tune.js';
import type { ClassicSettings } from './index.js';
import { classicReport } from './report.js';
import { type ClassicOptions, classicScale, classicSpec } from './spec.js';

/** A matrix for a classical method. */
export interface ClassicRun {
  readonly problem: Problem;
  readonly options: ParsedOptions;
  readonly settings: ClassicSettings;
  readonly choice: DeviceChoice;
}

/** What came of it, in the scale of the run. */
interface Finished {
  readonly scaling: Scaling;
  readonly outcome: NativeClassicOutcome;
}

/** Completes a matrix by a classical method. */
export async function completeClassic(run: ClassicRun): Promise<Completion> {
  const { problem, options } = run;
  if (problem.low === problem.high) return constantCompletion(run);
  const { scaling, outcome } = await finish(run);
  const { rows, cols } = problem;
  const { deviations } = outcome;
  return {
    ...classicReport({ problem, options, choice: run.choice }, outcome, scaling),
    matrix: completedMatrix(run, (k) => unscale(outcome.matrix[k] as number, scaling)),
    ...(deviations.length > 0 && {
      deviations: { data: deviations.map((value) => value * scaling.range), rows, cols },
    }),
  };
}

/** The best number of steps and the error, in the units of the input, when those entries are held. */
export async function validateClassic(run: ClassicRun, held: Held): Promise<Judgement> {
  const { scaling, outcome } = await finish(run, held);
  return classicJudgement(outcome, scaling);
}

/** What the engine said of held entries, in the units of the input. */
export function classicJudgement(
  { validation, steps: taken, seconds, stopReason }: NativeClassicOutcome,
  { range }: Scaling,
): Judgement {
  const { steps, error } = validation as NonNullable<typeof validation>;
  const reason = steps < taken ? 'validation' : stopReason;
  return { error: error * range, steps, taken, seconds, stopReason: reason };
}

/** Bytes that the engine takes for a matrix of that shape, when all of it is observed. */
export function estimateClassic(
  shape: Shape,
  settings: ClassicSettings,
  options: ClassicOptions,
): number {
  const extent = { ...shape, scaling: { offset: 0, range: 1 } };
  const spec: NativeClassicSpec = { ...classicSpec(settings, options, extent), form: 'matrix' };
  return loadNative().estimateClassicBytes(spec, shape.rows * shape.cols);
}

async function finish(run: ClassicRun, held?: Held): Promise<Finished> {
  const { problem, options, settings } = run;
  const native = loadNative();
  const scaling = scalingOf(problem, classicScale(settings, options));
  const entries = observedEntries(scaleValues(problem, scaling), problem.mask, problem);
  const spec: NativeClassicSpec = {
    ...classicSpec(settings, options, { ...problem, scaling }),
    form: 'matrix',
  };
  requireMemory(
    native.estimateClassicBytes(spec, problem.observed),
    `a ${problem.rows}×${problem.cols} matrix with ${problem.observed} observed entries`,
  );
  const given = { ...entries, ...(held && { held: held.flags }) };
  const outcome = await runJob(
    { start: (report) => native.startClassic(spec, given, report), terms: ['fidelity'] },
    options,
  );
  return { scaling, outcome };
}
