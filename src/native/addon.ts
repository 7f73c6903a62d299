/**
 * The one description of the native module, written by hand and kept equal to native/binding.
 *
 * Everything that crosses this boundary is already validated and normalised: matrices are row-major
 * Float32Array, observed entries are scaled, every default is filled in. Native code only asserts.
 */

import type { NativeClassicEntries, NativeClassicOutcome, NativeClassicSpec } from './classic.js';
import type { NativeRepresentation, NativeStart } from './representation.js';
import type {
  NativeAgreement,
  NativeAgreementCurve,
  NativeSchedule,
  NativeStopping,
  NativeStopReason,
  NativeValidation,
  NativeValidationCurve,
} from './stopping.js';

export type {
  NativeActivatedNetwork,
  NativeActivation,
  NativeBlockStarts,
  NativeFactorChain,
  NativeLatentNetwork,
  NativeRepresentation,
  NativeSchattenBlocks,
  NativeSpectralChain,
  NativeSpectralSide,
  NativeStart,
} from './representation.js';
export type {
  NativeAgreement,
  NativeAgreementCurve,
  NativeSchedule,
  NativeStopping,
  NativeStopReason,
  NativeValidation,
  NativeValidationCurve,
} from './stopping.js';

export type NativeFidelity = 'mse' | 'mse-observed' | 'half-mean-rows' | 'sse' | 'half-sse' | 'l1';

export type NativeAxis = 'rows' | 'cols';

/** λ of a term: a number, or knots with ascending steps; `log` only between values > 0. */
export type NativeWeight =
  | number
  | {
      readonly steps: readonly number[];
      readonly values: readonly number[];
      readonly interpolation: 'step' | 'linear' | 'log';
    };

/** Blocks of X, which fit into it; those that would reach over its border are left out. */
export interface NativeBlocks {
  readonly height: number;
  readonly width: number;
  readonly rowStride: number;
  readonly colStride: number;
  /** The rows of T(X): one for each position within a block (k = height·width), or for each block. */
  readonly relate: 'positions' | 'blocks';
}

/** Which vectors of X a regularizer relates; there are k of them. */
export type NativeOver = NativeAxis | NativeBlocks;

export type NativeRegularizer =
  | {
      readonly type: 'adaptive-laplacian';
      readonly over: NativeOver;
      readonly form: 'row-softmin' | 'global-softmax';
      readonly weight: NativeWeight;
      readonly start: NativeStart;
      /** From this step on V stays as it is; left out: never. */
      readonly freezeAt?: number;
    }
  | {
      readonly type: 'dirichlet';
      readonly over: NativeOver;
      readonly weight: NativeWeight;
      /** Symmetric k×k, row-major. */
      readonly laplacian: Float32Array;
    }
  | {
      readonly type: 'total-variation';
      readonly norm: 'tv-l1' | 'tv-l2' | 'tv-squared';
      readonly weight: NativeWeight;
      /** Added squared under the root of tv-l2; ignored by the others. */
      readonly epsilon: number;
    }
  | {
      readonly type: 'laplacian-stencil';
      readonly form: 'norm' | 'thin-plate';
      readonly weight: NativeWeight;
    };

export type NativeOptimizer =
  | {
      readonly type: 'adam';
      readonly learningRate: number;
      readonly beta1: number;
      readonly beta2: number;
      readonly epsilon: number;
      /** δ: the gradient is taken as g + δ·w. */
      readonly weightDecay: number;
    }
  | { readonly type: 'gradient-descent'; readonly learningRate: number }
  /** One rate for all parameters, from the norm of the whole gradient. */
  | {
      readonly type: 'group-rmsprop';
      readonly learningRate: number;
      readonly beta: number;
      readonly epsilon: number;
    }
  /** iRprop+: a step for each parameter, from the signs of its slopes. */
  | {
      readonly type: 'irprop';
      readonly initialStep: number;
      readonly minStep: number;
      readonly maxStep: number;
      /** η⁺ > 1 and η⁻ in (0, 1). */
      readonly increase: number;
      readonly decrease: number;
    };

/** An instrument is read at the multiples of `every` (>= 1) and at the last step. */
export interface NativePeriod {
  readonly every: number;
}

/** What is measured on the way; what is left out is not. */
export interface NativeInstruments {
  readonly singularValues?: NativePeriod & { readonly top: number };
  readonly effectiveRank?: NativePeriod;
  readonly energies?: NativePeriod;
  readonly gradientNorms?: NativePeriod;
  /** Only of a factor chain. */
  readonly balance?: NativePeriod;
  /** Not for `startSparse`. `truth` is rows × cols, as X, one behind the other for several problems; the mean error is divided by `range`. */
  readonly nmae?: NativePeriod & { readonly truth: Float32Array; readonly range: number };
}

/** What computes; `index` counts the devices of NativeInfo. */
export type NativeDevice =
  | { readonly type: 'cpu' }
  | {
      readonly type: 'cuda';
      readonly index: number;
      /** How products of matrices are taken, see cuda/cuda_device.h. */
      readonly precision: 'float32' | 'bf16x3' | 'tf32';
    };

/** One completion: everything but the matrix itself. */
export interface NativeSpec {
  readonly rows: number;
  readonly cols: number;
  /** 0 … 2^53 − 1. */
  readonly seed: number;
  readonly representation: NativeRepresentation;
  readonly fidelity: NativeFidelity;
  readonly regularizers: readonly NativeRegularizer[];
  readonly optimizer: NativeOptimizer;
  readonly schedule: NativeSchedule;
  readonly stopping: NativeStopping;
  /** Record the loss terms every so many steps (and at the last one); 0 records none. */
  readonly traceEvery: number;
  readonly device: NativeDevice;
  /** Threads of the CPU at most; 0 lets the scheduler grant the cores that are free. */
  readonly threads: number;
  /** Return the learned Laplacians. */
  readonly keepLaplacians: boolean;
  /** Return the fit: what new rows are completed with. */
  readonly keepFit: boolean;
  readonly instruments?: NativeInstruments;
  /** Steps at which X and the learned Laplacians are kept, ascending. */
  readonly snapshotSteps?: readonly number[];
  /** Return the parameters of the representation. */
  readonly keepParameters: boolean;
  /** None of its entries may be among those that the run learns from. */
  readonly validation?: NativeValidation;
  /** Of two problems that are the same: they are compared. */
  readonly agreement?: NativeAgreement;
}

/** A matrix with its mask, both rows × cols: 1 observed, 0 missing. */
export interface NativeProblem {
  readonly values: Float32Array;
  readonly mask: Uint8Array;
}

/** Observed entries row by row: those of row i are offsets[i] … offsets[i + 1] − 1. */
export interface NativeEntries {
  /** rows + 1, ascending from 0. */
  readonly offsets: Uint32Array;
  /** Column of each entry, ascending within a row. */
  readonly cols: Uint32Array;
  readonly values: Float32Array;
}

export interface NativeProgress {
  readonly step: number;
  readonly totalSteps: number;
  /** Loss terms at `step`: fidelity, those of the representation, one for each regularizer; weights included. */
  readonly terms: readonly number[];
  /** Seconds since the first step began (waiting in the queue is not counted). */
  readonly elapsedSeconds: number;
}

export interface NativeTrace {
  /** Steps at which terms were recorded, ascending. */
  readonly steps: Float64Array;
  /** steps.length × terms.length, row-major. */
  readonly terms: Float64Array;
}

/** What one instrument has read: as many values at every step. */
export interface NativeReadings {
  readonly steps: Float64Array;
  /** steps.length × …, row-major. */
  readonly values: Float64Array;
}

export interface NativeSnapshot {
  readonly step: number;
  /** X and its factors as in NativeOutcome. */
  readonly matrix: Float32Array;
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly laplacians: readonly Float32Array[];
}

export interface NativeOutcome {
  /**
   * X, rows × cols; empty after `startSparse`. When diverged: the last iterate with a finite loss
   * (the start when there is none).
   */
  readonly matrix: Float32Array;
  /** X = left·rightᵀ after `startSparse`, rows × r and cols × r; else empty. */
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** The step that `matrix` and `terms` belong to. */
  readonly steps: number;
  readonly stopReason: NativeStopReason;
  readonly terms: readonly number[];
  readonly trace: NativeTrace;
  /**
   * One k×k matrix for each adaptive-laplacian regularizer, in order, when asked; else empty. A run
   * that diverged has none: they have moved on from the iterate that is returned.
   */
  readonly laplacians: readonly Float32Array[];
  /** Those of the representation that are learned, in the order of their starts; the same. */
  readonly parameters: readonly Float32Array[];
  /** When asked. */
  readonly fit: NativeFit | undefined;
  /** Only instruments that were read; left out when there is none. */
  readonly readings?: { readonly [Name in keyof NativeInstruments]?: NativeReadings };
  /** Those of the steps asked for that were reached; left out when there is none. */
  readonly snapshots?: readonly NativeSnapshot[];
  /** With `validation` in the spec. */
  readonly validation?: NativeValidationCurve;
  /** With `agreement` in the spec. */
  readonly agreement?: NativeAgreementCurve;
  /** Seconds of computing; problems of one job have equal shares of them. */
  readonly seconds: number;
  /** Threads that worked on it. */
  readonly threads: number;
}

/**
 * X ≈ left·rightᵀ, rows×r and cols×r: its truncated singular value decomposition (see
 * native/fold/low_rank.h), the singular values in `left`.
 */
export interface NativeFit {
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** The weight for each metric that predicts observed entries best, each one left out in turn. */
  readonly covarianceWeight: number;
  readonly identityWeight: number;
}

/** A fit, and how new rows are completed with it (see native/fold/fold_in.h). */
export interface NativeFold extends Pick<NativeFit, 'left' | 'right'> {
  readonly rows: number;
  readonly cols: number;
  readonly rank: number;
  readonly metric: 'covariance' | 'identity';
  /** Weight of the metric. */
  readonly lambda: number;
  /** Whether the completed rows are wanted, or their factors alone. */
  readonly predict: boolean;
  /** As in NativeSpec. */
  readonly threads: number;
}

/** Completed new rows. */
export interface NativeFolded {
  /** New rows × r. */
  readonly factors: Float32Array;
  /** New rows × cols; empty unless `predict`. */
  readonly matrix: Float32Array;
  /** The weight that was used. */
  readonly lambda: number;
  readonly seconds: number;
  readonly threads: number;
}

export interface NativeJob<Result = readonly NativeOutcome[]> {
  /** Rejects with an Error that carries `code` (see NativeErrorCode). */
  readonly done: Promise<Result>;
  /**
   * Asks the job to stop at its next step (row, for new rows); `done` then rejects with code
   * 'LACUNA_CANCELLED'. Idempotent.
   */
  cancel(): void;
}

export type NativeErrorCode =
  | 'LACUNA_OUT_OF_MEMORY'
  | 'LACUNA_INVALID_ARGUMENT'
  | 'LACUNA_CANCELLED'
  | 'LACUNA_DEVICE'
  | 'LACUNA_INTERNAL';

export interface NativeCudaDevice {
  readonly index: number;
  readonly name: string;
  /** For instance '9.0'. */
  readonly computeCapability: string;
  readonly memoryBytes: number;
  readonly multiprocessors: number;
}

export interface NativeInfo {
  /** Instruction set of the CPU kernels in use. */
  readonly isa: string;
  /** Those that this processor and this build can run, best first. */
  readonly isas: readonly string[];
  /** Cores that this process may use. */
  readonly cores: number;
  readonly compiler: string;
  readonly cuda: {
    /** Whether CUDA was compiled in. */
    readonly compiled: boolean;
    /** Toolkit version, for instance '13.0', or '' when not compiled in. */
    readonly toolkit: string;
    readonly devices: readonly NativeCudaDevice[];
    /** Why no CUDA device can be used, in one sentence; '' when one can. */
    readonly reason: string;
  };
}

export interface NativeModule {
  /**
   * Copies its inputs, queues the job and returns at once. Problems share the spec; each has the
   * outcome that it has alone, in their order, as long as `isFactored` is the same for all of them.
   * Terms of progress are means over those still at work. Held entries of all of them stand in `spec.validation`, `offsets` (rows + 1 for each) count on.
   * Jobs on one CUDA device follow each other.
   */
  start(
    spec: NativeSpec,
    problems: readonly NativeProblem[],
    onProgress: ((progress: NativeProgress) => void) | undefined,
  ): NativeJob;
  /**
   * The same for one problem from observed entries alone: X is never formed, and the outcome holds its factors. The
   * spec must be a row of Schatten blocks, or a factor chain with an inner width that has only
   * regularizers of the types adaptive-laplacian (row-softmin) and dirichlet, over rows or columns.
   */
  startSparse(
    spec: NativeSpec,
    entries: NativeEntries,
    onProgress: ((progress: NativeProgress) => void) | undefined,
  ): NativeJob;
  /** Completes new rows, each from its observed entries alone (`rows.offsets` says how many rows). */
  startFold(fold: NativeFold, rows: NativeEntries): NativeJob<NativeFolded>;
  /** Completes a matrix by a classical method. */
  startClassic(
    spec: NativeClassicSpec,
    entries: NativeClassicEntries,
    onProgress: ((progress: NativeProgress) => void) | undefined,
  ): NativeJob<NativeClassicOutcome>;
  /** Bytes that `startClassic` would take at its peak with that many entries. */
  estimateClassicBytes(spec: NativeClassicSpec, observed: number): number;
  /** Whether `start` keeps X in factors for a matrix with that many observed entries, or forms it. */
  isFactored(spec: NativeSpec, observed: number): boolean;
  /** Bytes that `start` would take at its peak for this spec on such a device. */
  estimateBytes(spec: NativeSpec, device: NativeDevice['type']): number;
  /** Bytes that `startSparse` would take at its peak with that many entries. */
  estimateSparseBytes(spec: NativeSpec, observed: number): number;
  info(): NativeInfo;
}
