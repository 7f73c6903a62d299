import type { LearnedLaplacians, ValidationReport } from '../completion.js';
import type { Matrix, MatrixInput, Shape } from '../matrix.js';
import type { SparseTransformOptions, TransformOptions } from '../options/transform-schema.js';
import type { Loss } from '../progress.js';
import type { Factors, SparseCompletion } from '../sparse/completion.js';
import type { SparseInput } from '../sparse/input.js';
import type { Standardization } from '../standardize.js';

/** What held entries said of it. */
export type FitValidation = Pick<ValidationReport, 'entries' | 'error' | 'steps' | 'seconds'>;

/** What is told of the run behind a model. Losses are in the scale that training sees. */
export interface FitReport {
  /** The method's name; a loaded model may have one that this version does not know. */
  readonly method: string;
  /** Number of observed entries. */
  readonly observed: number;
  readonly seed: number;
  readonly device: string;
  /** How products were taken, see option `precision`; models of older versions do not say. */
  readonly precision?: string | undefined;
  /** Why that was the CPU, when the device was left open. */
  readonly deviceReason?: string | undefined;
  /** Optimizer steps. */
  readonly steps: number;
  readonly stopReason: string;
  readonly loss: Loss;
  readonly seconds: number;
  /** Threads that computed; 0 when nothing was trained. */
  readonly threads: number;
  /** Where held entries judged. */
  readonly validation?: FitValidation | undefined;
}

/** A weight λ for each method of `transform`. */
export interface Weights {
  readonly proximal: number;
  readonly 'least-squares': number;
}

/** What was learned of a matrix, ready to complete further rows of it. Nothing in it changes. */
export interface Model extends Shape {
  /** Number of directions r of the factors. */
  readonly rank: number;
  /**
   * X ≈ offset + range·left·rightᵀ, cut down to the directions that matter: its truncated singular
   * value decomposition as training sees it. `left` (rows×r) has orthogonal columns whose norms, the
   * singular values, descend; those of `right` (cols×r) are orthonormal. The least singular values
   * are left out as long as their squares sum up to no more than 1e-6 of ‖X − 1·mᵀ‖², m the mean
   * row, and r is at most 256.
   */
  readonly factors: Factors;
  /**
   * With option `standardize`: X then is z = (x − mean)/deviation of each column, and `factors` are those of z.
   * New rows go through the same numbers.
   */
  readonly standardization?: Standardization;
  /**
   * The weight λ `auto` of `transform` for each method, in training's scale: the one with the least
   * Σ (x_j − x̂_j)² over observed entries of fitted rows, x̂_j what the other entries of the row say of
   * x_j (leave one out, V kept). It is found once, on a grid of steps of √10 and about 30,000 entries.
   */
  readonly lambda: Weights;
  readonly report: FitReport;
  /** The method's parts with what the options replaced; given matrices are told by their shape. */
  readonly parts: Readonly<Record<string, unknown>>;
  /** Only when the option `laplacians` was given and the method learns some. */
  readonly laplacians?: LearnedLaplacians;
  /** Version of Lacuna that fitted it. */
  readonly lacuna: string;

  /**
   * Completes new rows of the same columns without training. Each row i is worked out by itself, from
   * its observed entries x_j as training sees them: x = V·a, V the columns' factor `right`, for the a
   * that minimises
   *
   *     Σ_{j observed} (v_jᵀ·a − x_j)² + λ·d(a − a0)
   *
   * with a0 the mean and C the covariance of the fitted rows' factors `left`, and d(e) = eᵀ·C⁻¹·e for
   * the method `proximal`, ‖e‖² for `least-squares`. With `proximal` a is the posterior mean of
   * a ~ N(a0, C) where entries have noise of variance λ. λ `auto` is that of `model.lambda`. A row
   * without any observed entry gets the mean row V·a0. λ is at least 1e-12·‖V·C^½‖² (‖V‖² for
   * `least-squares`), so that the equations can be solved.
   *
   * @param rows { data, rows, cols } with row-major data, or an array of rows; NaN, null and undefined
   * are missing unless the option `mask` is given
   * @throws {LacunaError} by rejection: `LACUNA_INVALID_INPUT` for another number of columns, or an
   * observed entry that is not a finite number; a call that is aborted rejects with the signal's reason
   */
  transform(rows: MatrixInput, options?: TransformOptions): Promise<TransformedRows>;

  /**
   * The same for new rows of which only the observed entries are given. The completed rows are kept
   * in factors.
   *
   * @param rows triplets or compressed rows, as `completeSparse` takes them
   */
  transformSparse(
    rows: SparseInput,
    options?: SparseTransformOptions,
  ): Promise<SparseTransformedRows>;

  /**
   * Writes the model to a .safetensors file, whole or not at all. `load` gives the same bits back.
   *
   * @throws {LacunaError} by rejection, `LACUNA_FILE`
   */
  save(path: string): Promise<void>;
}

/** What is told of a transformation. */
export interface TransformReport {
  /** Number of observed entries. */
  readonly observed: number;
  /** The weight λ that was used, in training's scale. */
  readonly lambda: number;
  readonly seconds: number;
  readonly threads: number;
}

/** What `model.transform` resolves to. */
export interface TransformedRows extends TransformReport {
  /** The completed rows in the units of the input, as `complete` gives them. */
  readonly matrix: Matrix;
  /** The rows' factors a, new rows × r. */
  readonly left: Matrix;
}

/** What `model.transformSparse` resolves to: predictions within the bounds, as of `completeSparse`. */
export interface SparseTransformedRows
  extends TransformReport,
    Pick<SparseCompletion, 'rows' | 'cols' | 'factors' | 'predict' | 'predictMany' | 'toMatrix'> {}
