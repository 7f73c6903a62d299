import type { RunReport } from '../completion.js';
import type { Matrix } from '../matrix.js';
import type { IndexArray } from './input.js';

/**
 * X in factors: x(i, j) = offset + range·Σₖ left(i, k)·right(j, k), in the units of the input. `left`
 * is rows×r and `right` is cols×r, both as training sees them; r is the least inner width.
 */
export interface Factors {
  readonly left: Matrix;
  readonly right: Matrix;
  readonly offset: number;
  readonly range: number;
  /**
   * Where X is a mean over samples (bpmf): in how many groups of equally many columns `left` and
   * `right` fall, each group a sample of X/samples.
   */
  readonly samples?: number;
}

/**
 * What `completeSparse` resolves to. Predictions are the model's values everywhere, in the units of
 * the input, clipped to the option `bounds`; observed entries are not put back.
 */
export interface SparseCompletion extends RunReport {
  readonly rows: number;
  readonly cols: number;
  /**
   * X before it is clipped; of width 0 where the method (knn, or a blend with it) has no factors and predicts
   * the places of `predictAt` alone.
   */
  readonly factors: Factors;
  /** Only with option `predictAt`: its places, as predictMany gives them. */
  readonly predictions?: Float64Array;
  /**
   * Their standard deviations, in the units of the input, of methods that know them. Of `auto`: the weighted mean
   * of those of its models, times the factor with which errors at held entries have the size of theirs.
   */
  readonly deviations?: Float64Array;
  /**
   * One entry.
   *
   * @throws {LacunaError} `LACUNA_INVALID_OPTION` where there are no factors, as the others do
   * @throws {LacunaError} `LACUNA_INVALID_INPUT` for a place outside of the matrix
   */
  predict(row: number, col: number): number;
  /**
   * The entries at (row[0], col[0]), (row[1], col[1]), …
   *
   * @throws {LacunaError} `LACUNA_INVALID_INPUT` for a place outside of the matrix, or unequal lengths
   */
  predictMany(row: IndexArray, col: IndexArray): Float64Array;
  /**
   * All rows·cols entries.
   *
   * @throws {LacunaError} `LACUNA_OUT_OF_MEMORY` when they do not fit in memory
   */
  toMatrix(): Matrix;
}
