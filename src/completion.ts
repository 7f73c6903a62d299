import type { DeviceChoice } from './device.js';
import type { InstrumentReadings, Series } from './instruments.js';
import type { LearnedNetwork } from './latent-network.js';
import type { Matrix } from './matrix.js';
import type { MethodName } from './methods/names.js';
import type { Loss } from './progress.js';

/**
 * Why a run ended:
 *
 * - `steps` — all steps were taken
 * - `tolerance` — the loss had settled, see `stopping.tolerance`
 * - `regularizer-change` — the adaptive Laplacians had settled, see `stopping.regularizerChange`
 * - `diverged` — the loss became infinite or NaN; the result is the last one with a finite loss
 * - `solved` — a method that does not iterate has its answer, or an iteration changed nothing
 * - `fidelity-balance` — the data were fitted as far as asked, see `stopping.fidelityBalance`
 * - `rank-plateau` — the effective rank had settled, see `stopping.rankPlateau`
 * - `seed-agreement` — after more steps two seeds no longer agreed, see `seedAgreement`
 * - `validation` — more steps had only made the error at held entries greater, see `validation`
 * - `constant` — all observed values are equal, so that value is the answer and nothing was trained
 */
export type StopReason =
  | 'steps'
  | 'tolerance'
  | 'regularizer-change'
  | 'fidelity-balance'
  | 'rank-plateau'
  | 'solved'
  | 'validation'
  | 'seed-agreement'
  | 'diverged'
  | 'constant';

/** The loss at one recorded step. */
export interface TracePoint {
  readonly step: number;
  readonly loss: Loss;
}

/**
 * Learned Laplacians: `rows` is rows×rows, `cols` is cols×cols; `positions` and `blocks` are those over
 * blocks, one row for each position or block, in row-major order. A second one of a name is called
 * `rows_2`, and so on.
 */
export interface LearnedLaplacians {
  readonly rows?: Matrix;
  readonly cols?: Matrix;
  readonly positions?: Matrix;
  readonly blocks?: Matrix;
  readonly [name: string]: Matrix | undefined;
}

/** What observed entries that were held said; errors are in the units of the input. */
export interface ValidationReport {
  /** Number of entries that were held. */
  readonly entries: number;
  /**
   * Root of the mean squared error at them, of the settings and the number of steps that were taken;
   * Infinity when it was never finite.
   */
  readonly error: number;
  /** That number of steps; the run behind the result ended there. */
  readonly steps: number;
  /** Of a deep method: the error of these settings over the steps. */
  readonly curve?: Series;
  /** Seconds of computing of all runs before the one behind the result. */
  readonly seconds: number;
  /** With option `tune`, every combination that was tried: its values, and the same of it. */
  readonly tried?: readonly Trial[];
}

/** What two runs from different seeds said. */
export interface SeedAgreementReport {
  /** The steps of the run behind the result, the last ones at which they agreed; 0: they never did. */
  readonly steps: number;
  /** Root of the mean squared difference there at missing entries, in the units of the input. */
  readonly difference: number;
  /** Their disagreement over the steps, as a share of the spread of what they complete. */
  readonly curve: Series;
  /** Seconds of computing of both. */
  readonly seconds: number;
}

/** One combination of values of the options in `tune`. */
export interface Trial {
  readonly options: Readonly<Record<string, unknown>>;
  readonly error: number;
  readonly steps: number;
}

/** A model that `auto` tried. */
export interface AutoModel {
  readonly name: string;
  /** Its share of the result, on average where each row or column has its own; the weights sum to 1. */
  readonly weight: number;
  /** Errors at held entries, in the units of the input; left out where nothing was held, or it failed. */
  readonly mae?: number;
  readonly rmse?: number;
  /** Why it could not be used. */
  readonly failure?: string;
}

/** What the error of a completion by `auto` is likely to be, from held entries; in the units of the input. */
export interface AutoEstimate {
  readonly mae: number;
  readonly rmse: number;
  /** Number of held entries that it comes from. */
  readonly entries: number;
}

/** What `auto` saw and chose. */
export interface AutoReport {
  readonly effort: 'fast' | 'balanced' | 'best';
  readonly models: readonly AutoModel[];
  /** Which lines were standardised for all models: errors then are in their standard deviations. */
  readonly standardized?: 'rows' | 'cols';
  /** Left out when too little is observed to hold anything. */
  readonly estimate?: AutoEstimate;
  /** The same in sentences. */
  readonly reasons: readonly string[];
}

/** What is told of a run beside its result. Losses are in the scale that training sees. */
export interface RunReport extends DeviceChoice {
  readonly method: MethodName;
  /** Number of observed entries. */
  readonly observed: number;
  readonly seed: number;
  /** Optimizer steps behind the result. */
  readonly steps: number;
  readonly stopReason: StopReason;
  /**
   * Whether the run ended because there was nothing left to gain: any `stopReason` but `steps` and
   * `diverged`.
   */
  readonly converged: boolean;
  /** The loss of the result. */
  readonly loss: Loss;
  /** The loss every `traceEvery` steps. */
  readonly trace: readonly TracePoint[];
  /** Seconds of computing behind the result, waiting for free cores and `validation` not counted. */
  readonly seconds: number;
  /** null when no step was taken, and of method `auto`, whose models take steps of their own. */
  readonly secondsPerStep: number | null;
  /** Threads that computed; 0 when nothing was trained. */
  readonly threads: number;
  /** Only with option `laplacians`; empty when the method learns none, or the run diverged. */
  readonly laplacians?: LearnedLaplacians;
  /** Of a classical method: rank of the estimate; left out where that says nothing. */
  readonly rank?: number;
  /**
   * Of a classical method: root of the mean squared error at the observed entries, in the units of the
   * input.
   */
  readonly trainingError?: number;
  /** Where held entries judged: with option `validation` or `tune`, or by the rule of a deep method. */
  readonly validation?: ValidationReport;
  /** Only with `stopping.seedAgreement`. */
  readonly seedAgreement?: SeedAgreementReport;
  /** Only of method `auto`; what is told of steps and loss then is that of the model with most weight. */
  readonly auto?: AutoReport;
  /** Only with option `instruments`. */
  readonly instruments?: InstrumentReadings;
}

/** A run on its way. */
export interface Snapshot {
  readonly step: number;
  /** As `matrix` of the result would be at that step. */
  readonly matrix: Matrix;
  readonly laplacians: LearnedLaplacians;
}

/** What `complete` resolves to. */
export interface Completion extends RunReport {
  /**
   * The completed matrix in the units of the input. Its data is Float32Array where the input was a
   * Float32Array or an array of 8- or 16-bit integers, else Float64Array, so that observed entries
   * are kept exactly.
   */
  readonly matrix: Matrix;
  /**
   * Standard deviation of each entry, in the units of the input; only of methods that know it (their
   * documentation says so).
   */
  readonly deviations?: Matrix;
  /** Only with option `snapshots`: those of its steps that were reached, in order. */
  readonly snapshots?: readonly Snapshot[];
  /** Only with option `parameters`, and when there was something to learn and it did not diverge. */
  readonly parameters?: LearnedNetwork;
}
