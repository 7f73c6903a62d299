import { requireMemory } from '../available-memory.js';
import { type Bounds, clipTo } from '../bounds.js';
import { LacunaError } from '../errors.js';
import type { Shape } from '../matrix.js';
import { unscale } from '../scaling.js';
import type { Factors, SparseCompletion } from './completion.js';
import { indicesBelow, integerIn, readList, requireAsMany } from './indices.js';

/** Places row by row of two lists. */
export interface PlaceLists {
  readonly rows: Uint32Array;
  readonly cols: Uint32Array;
}

export type Prediction = Pick<SparseCompletion, 'predict' | 'predictMany' | 'toMatrix'>;

/** Entries of X = offset + range·left·rightᵀ, clipped to the bounds. */
export function predictionOf(factors: Factors, bounds: Bounds): Prediction {
  const { left, right } = factors;
  const clip = clipTo(bounds);
  const entry = (i: number, j: number) => clip(unscale(product(factors, i, j), factors));

  return {
    predict(row, col) {
      const i = integerIn([0, left.rows - 1], row, 'row');
      return entry(i, integerIn([0, right.rows - 1], col, 'col'));
    },
    predictMany(row, col) {
      const [listedRows, listedCols] = [readList(row, 'row'), readList(col, 'col')];
      requireAsMany(listedCols, listedRows);
      const i = indicesBelow(left.rows, listedRows);
      const j = indicesBelow(right.rows, listedCols);
      return Float64Array.from(i, (index, at) => entry(index, j[at] as number));
    },
    toMatrix() {
      const [rows, cols] = [left.rows, right.rows];
      requireMemory(
        rows * cols * Float64Array.BYTES_PER_ELEMENT,
        `all entries of a ${rows}×${cols} matrix`,
      );
      const data = new Float64Array(rows * cols);
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < cols; j++) data[i * cols + j] = entry(i, j);
      }
      return { data, rows, cols };
    },
  };
}

/** The prediction of a method that has no factors. */
export function predictionOfPlaces(method: string): Prediction {
  const refuse = () => {
    throw new LacunaError(
      'LACUNA_INVALID_OPTION',
      `Expected the places in the option predictAt, as method ${method} has no factors to predict others from`,
    );
  };
  return { predict: refuse, predictMany: refuse, toMatrix: refuse };
}

/**
 * The option `predictAt`, copied.
 *
 * @throws {LacunaError} `LACUNA_INVALID_INPUT` for a place outside of the matrix, or unequal lengths
 */
export function placesOf(
  { row, col }: { readonly row: unknown; readonly col: unknown },
  { rows, cols }: Shape,
): PlaceLists {
  const [listedRows, listedCols] = [readList(row, 'predictAt.row'), readList(col, 'predictAt.col')];
  requireAsMany(listedCols, listedRows);
  return { rows: indicesBelow(rows, listedRows), cols: indicesBelow(cols, listedCols) };
}

/** Row i of left times row j of right. */
function product({ left, right }: Factors, i: number, j: number): number {
  const rank = left.cols;
  let sum = 0;
  for (let k = 0; k < rank; k++) {
    sum += (left.data[i * rank + k] as number) * (right.data[j * rank + k] as number);
  }
  return sum;
}
