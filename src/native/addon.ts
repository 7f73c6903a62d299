/**
 * The one description of the native module, written by hand and kept equal to native/binding.
 *
 * Everything that crosses this boundary is already validated and normalised: matrices are row-major
 * Float32Array, observed entries are scaled, every default is filled in. Native code only asserts.
 */

/** Which values a parameter starts from. Random draws depend on (seed, parameter, index) alone. */
export type NativeStart =
  | { readonly type: 'normal'; readonly mean: number; readonly standardDeviation: number }
  | { readonly type: 'uniform'; readonly low: number; readonly high: number }
  /** N(0, scale²/cols) for a parameter of that many columns. */
  | { readonly type: 'scaled-normal'; readonly scale: number }
  /** Balanced factors: scale times orthonormal columns or rows (native/solver/spec.h). */
  | { readonly type: 'orthogonal'; readonly scale: number }
  /** scale on the main diagonal, 0 elsewhere. */
  | { readonly type: 'identity'; readonly scale: number }
  /** Row-major values, one array for each parameter of the part (a chain of L factors has L). */
  | { readonly type: 'given'; readonly values: readonly Float32Array[] };

/** X = F1·F2·…·FL; factor i has shape widths[i-1] × widths[i], with rows before and cols behind. */
export interface NativeFactorChain {
  readonly type: 'factor-chain';
  /** Inner widths d1…d(L-1), each >= 1; an empty list is one free matrix (L = 1). */
  readonly widths: readonly number[];
  readonly start: NativeStart;
}

/**
 * X = Y_L with Y_i = σ(W_i·Y_(i−1) + B_i), Y_0 = I; W_i is d_i × d_(i−1), B_i is d_i × cols, d_0 = cols
 * and d_L = rows.
 */
export interface NativeActivatedNetwork {
  readonly type: 'activated-network';
  /** Inner widths d_1…d_(L−1), each >= 1; an empty list is one layer (L = 1). */
  readonly widths: readonly number[];
  readonly activation: 'linear' | 'relu' | 'sigmoid' | 'tanh';
  /** Where W_1 … W_L start. */
  readonly start: NativeStart;
  /** Whether there are B_1 … B_L; `biasStart` is then where they start, else it is ignored. */
  readonly biases: boolean;
  readonly biasStart: NativeStart;
}

/** Where the first and the last matrix of a row of blocks start, and those between them. */
export interface NativeBlockStarts {
  /** Given: two arrays. */
  readonly ends: NativeStart;
  /** Given: one array for each block between. */
  readonly middle: NativeStart;
}

/** DLRL: SchattenBlocksSpec of native/solver/spec.h. Takes no regularizers. */
export interface NativeSchattenBlocks {
  readonly type: 'schatten-blocks';
  /** Inner widths, at least one. */
  readonly widths: readonly number[];
  /** p of each of the widths.length + 1 blocks. */
  readonly exponents: readonly number[];
  readonly power: 'matrix' | 'scaled-matrix' | 'element-wise';
  readonly ridge: number;
  readonly eta: number;
  readonly inputs: NativeBlockStarts;
  /** Whether weights start where the blocks give their inputs; `weights` is then ignored. */
  readonly matched: boolean;
  readonly weights: NativeBlockStarts;
  /** Steps between taking outputs for inputs; 0 never. */
  readonly refresh: number;
  /** Whether means of rows and columns are taken off; the next two are ignored otherwise. */
  readonly centred: boolean;
  readonly damping: number;
  readonly level: number;
}

export type NativeRepresentation =
  | NativeFactorChain
  | NativeActivatedNetwork
  | NativeSchattenBlocks;

export type NativeFidelity = 'mse' | 'mse-observed' | 'sse' | 'half-sse' | 'l1';

export type NativeAxis = 'rows' | 'cols';

export type NativeRegularizer =
  | {
      readonly type: 'adaptive-laplacian';
      readonly over: NativeAxis;
      readonly form: 'row-softmin' | 'global-softmax';
      readonly weight: number;
      readonly start: NativeStart;
    }
  | {
      readonly type: 'dirichlet';
      readonly over: NativeAxis;
      readonly weight: number;
      /** Symmetric k×k, row-major; k = rows or cols. */
      readonly laplacian: Float32Array;
    }
  | {
      readonly type: 'total-variation';
      readonly norm: 'tv-l1' | 'tv-l2' | 'tv-squared';
      readonly weight: number;
      /** Added squared under the root of tv-l2; ignored by the others. */
      readonly epsilon: number;
    }
  | {
      readonly type: 'laplacian-stencil';
      readonly form: 'norm' | 'thin-plate';
      readonly weight: number;
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
    };

/** How the learning rate changes: PlateauSpec of native/optimizer/plateau.h. */
export type NativeSchedule =
  | { readonly type: 'constant' }
  | {
      readonly type: 'plateau';
      readonly factor: number;
      readonly patience: number;
      readonly threshold: number;
      readonly stopBelow: number;
    };

export interface NativeStopping {
  /** Number of optimizer steps, >= 0. */
  readonly steps: number;
  /**
   * Stop when |loss(k) − loss(k − window)| <= tolerance · |loss(k − window)| at a step k that is a
   * multiple of `window` and >= `minSteps`; 0 never does. The update under way is finished, so that
   * the outcome is that of step k + 1.
   */
  readonly tolerance: number;
  readonly window: number;
  readonly minSteps: number;
}

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
  /** Threads at most; 0 lets the scheduler grant the cores that are free. */
  readonly threads: number;
  /** Return the learned Laplacians. */
  readonly keepLaplacians: boolean;
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
  /** Loss terms at `step`: fidelity first, then one for each regularizer, weights included. */
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
  readonly stopReason: 'steps' | 'tolerance' | 'diverged';
  readonly terms: readonly number[];
  readonly trace: NativeTrace;
  /**
   * One k×k matrix for each adaptive-laplacian regularizer, in order, when asked; else empty. A run
   * that diverged has none: they have moved on from the iterate that is returned.
   */
  readonly laplacians: readonly Float32Array[];
  /** Seconds of computing. */
  readonly seconds: number;
  /** Threads that worked on it. */
  readonly threads: number;
}

export interface NativeJob {
  /** Rejects with an Error that carries `code` (see NativeErrorCode). */
  readonly done: Promise<NativeOutcome>;
  /** Asks the job to stop at its next step; `done` then rejects with code 'LACUNA_CANCELLED'. Idempotent. */
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
  /** Copies its inputs, queues the job and returns at once. `mask`: 1 observed, 0 missing. */
  start(
    spec: NativeSpec,
    values: Float32Array,
    mask: Uint8Array,
    onProgress: ((progress: NativeProgress) => void) | undefined,
  ): NativeJob;
  /**
   * The same from observed entries alone: X is never formed, and the outcome holds its factors. The
   * spec must be a row of Schatten blocks, or a factor chain with an inner width that has only regularizers of the types adaptive-laplacian
   * (row-softmin) and dirichlet.
   */
  startSparse(
    spec: NativeSpec,
    entries: NativeEntries,
    onProgress: ((progress: NativeProgress) => void) | undefined,
  ): NativeJob;
  /** Bytes that `start` would take at its peak for this spec. */
  estimateBytes(spec: NativeSpec): number;
  /** Bytes that `startSparse` would take at its peak with that many entries. */
  estimateSparseBytes(spec: NativeSpec, observed: number): number;
  info(): NativeInfo;
}
