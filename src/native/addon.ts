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
  readonly activation: NativeActivation;
  /** Where W_1 … W_L start. */
  readonly start: NativeStart;
  /** Whether there are B_1 … B_L; `biasStart` is then where they start, else it is ignored. */
  readonly biases: boolean;
  readonly biasStart: NativeStart;
}

/** 'tanh-opt' is 1.7159·tanh(2z/3). */
export type NativeActivation = 'linear' | 'relu' | 'sigmoid' | 'tanh' | 'tanh-opt';

/** One side of a spectral chain. */
export interface NativeSpectralSide {
  /** Symmetric k×k, row-major, k = rows or cols; empty: no graph, the unit vectors. */
  readonly laplacian: Float32Array;
  /** Eigenvectors of the least eigenvalues, 1 … k; k without a graph. */
  readonly band: number;
  /** Weights of the Dirichlet energy and of what P or Q has off the diagonal; 0: no such loss term. */
  readonly dirichlet: number;
  readonly diagonal: number;
}

/**
 * X = Φ·P·C·Qᵀ·Ψᵀ, P p×p, C p×q, Q q×q for bands p and q. Its loss terms, as far as there are graphs
 * and weights: Dirichlet energy of rows and cols, off the diagonal of P and Q (where these are trained).
 */
export interface NativeSpectralChain {
  readonly type: 'spectral-chain';
  readonly rows: NativeSpectralSide;
  readonly cols: NativeSpectralSide;
  /** Which factors are trained, at least one; the others are the identity. */
  readonly trainP: boolean;
  readonly trainC: boolean;
  readonly trainQ: boolean;
  /** Of the trained factors in this order. */
  readonly start: NativeStart;
  /** Whether C starts from the data on so many lowest eigenvectors instead; else they are ignored. */
  readonly projected: boolean;
  readonly projectedRows: number;
  readonly projectedCols: number;
}

/**
 * X = Y_L with Y_i = σ_i(Y_(i−1)·W_i + 1·b_i), Y_0 = Z (rows × latent); W_i is d_(i−1) × d_i, b_i is
 * 1 × d_i, d_0 = latent and d_L = cols. Adds the terms weightDecay/2·Σ‖W_i‖² and
 * latentDecay/(2·rows)·‖Z‖².
 */
export interface NativeLatentNetwork {
  readonly type: 'latent-network';
  readonly latent: number;
  /** Inner widths d_1…d_(L−1), each >= 1; an empty list is one layer (L = 1). */
  readonly widths: readonly number[];
  /** Of all layers but the last one. */
  readonly activation: NativeActivation;
  readonly outputActivation: NativeActivation;
  readonly weightDecay: number;
  readonly latentDecay: number;
  /** Where Z, W_1 … W_L, b_1 … b_L start, each a part of its own: `given` holds one array. */
  readonly starts: readonly NativeStart[];
  /** Whether W and b, which are then all given, stay as they are. */
  readonly latentOnly: boolean;
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
  | NativeLatentNetwork
  | NativeSpectralChain
  | NativeSchattenBlocks;

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
  /**
   * Stop when |R(k) − R(k − 1)| is below this for every adaptive Laplacian at a step k >= max(1,
   * minSteps), R without its weight; 0, or left out, never does. It ends like the tolerance.
   */
  readonly regularizerChange?: number;
}

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
  /** Not for `startSparse`. `truth` is rows × cols, as X; the mean error is divided by `range`. */
  readonly nmae?: NativePeriod & { readonly truth: Float32Array; readonly range: number };
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
  /** Return the fit: what new rows are completed with. */
  readonly keepFit: boolean;
  readonly instruments?: NativeInstruments;
  /** Steps at which X and the learned Laplacians are kept, ascending. */
  readonly snapshotSteps?: readonly number[];
  /** Return the parameters of the representation. */
  readonly keepParameters: boolean;
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
  readonly stopReason: 'steps' | 'tolerance' | 'regularizer-change' | 'diverged';
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
  /** Seconds of computing. */
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

export interface NativeJob<Result = NativeOutcome> {
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
  /** Copies its inputs, queues the job and returns at once. `mask`: 1 observed, 0 missing. */
  start(
    spec: NativeSpec,
    values: Float32Array,
    mask: Uint8Array,
    onProgress: ((progress: NativeProgress) => void) | undefined,
  ): NativeJob;
  /**
   * The same from observed entries alone: X is never formed, and the outcome holds its factors. The
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
  /** Bytes that `start` would take at its peak for this spec. */
  estimateBytes(spec: NativeSpec): number;
  /** Bytes that `startSparse` would take at its peak with that many entries. */
  estimateSparseBytes(spec: NativeSpec, observed: number): number;
  info(): NativeInfo;
}
