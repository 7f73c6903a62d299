/** How X is produced, at the boundary of the native module (see addon.ts). */

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
