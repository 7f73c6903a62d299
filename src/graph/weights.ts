import { invalidOption } from '../errors.js';
import { finiteEntry, givenMatrix } from '../given-matrix.js';
import { entryName, type Grid } from '../grid.js';
import { requireSymmetric } from './symmetric.js';

/** Weights of the edges of a graph with k vertices: A, k×k, symmetric, >= 0, its diagonal zero. */
export interface Weights {
  readonly data: Float64Array;
  readonly k: number;
}

/**
 * A = the given weights, symmetric up to rounding; what lies on the diagonal is ignored.
 *
 * @param name how an error calls the matrix
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for another shape, a weight that is not a finite
 * number >= 0, or a matrix that is not symmetric
 */
export function weightsOfAdjacency(matrix: unknown, k: number, name: string): Weights {
  const values = offDiagonal(givenMatrix(matrix, { rows: k, cols: k }, name), weightAt);
  requireSymmetric({ values, k }, name);
  return meanOfBoth(values, k);
}

/**
 * A = the mean of the given similarities of both directions, those below 0 (as correlations may be)
 * counted as 0; what lies on the diagonal is ignored.
 *
 * @param name how an error calls the matrix
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for another shape or an entry that is not finite
 */
export function weightsOfSimilarity(matrix: unknown, k: number, name: string): Weights {
  const grid = givenMatrix(matrix, { rows: k, cols: k }, name);
  const values = offDiagonal(grid, (i, j) => Math.max(0, finiteEntry(grid, i, j)));
  return meanOfBoth(values, k);
}

function weightAt(i: number, j: number, grid: Grid): number {
  const weight = finiteEntry(grid, i, j);
  if (weight >= 0) return weight;
  throw invalidOption('a weight >= 0', entryName(grid, i, j), weight);
}

type Entry = (i: number, j: number, grid: Grid) => number;

function offDiagonal(grid: Grid, entry: Entry): Float64Array {
  const k = grid.rows;
  const values = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) if (i !== j) values[i * k + j] = entry(i, j, grid);
  }
  return values;
}

function meanOfBoth(data: Float64Array, k: number): Weights {
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) {
      const mean = ((data[i * k + j] as number) + (data[j * k + i] as number)) / 2;
      data[i * k + j] = mean;
      data[j * k + i] = mean;
    }
  }
  return { data, k };
}
