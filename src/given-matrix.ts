import { invalidOption, LacunaError } from './errors.js';
import { entryName, type Grid, readGrid } from './grid.js';
import type { Shape } from './matrix.js';

/**
 * A matrix that an option gives, its entries not looked at yet.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for anything but a matrix of that shape
 */
export function givenMatrix(matrix: unknown, { rows, cols }: Shape, name: string): Grid {
  const grid = readGrid(matrix, name, invalidOption);
  if (grid.rows === rows && grid.cols === cols) return grid;
  throw new LacunaError(
    'LACUNA_INVALID_OPTION',
    `Expected a ${rows}×${cols} matrix for ${name} but received one of ${grid.rows}×${grid.cols}`,
  );
}

/**
 * A copy of its entries, row-major.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for an entry that is not a finite float32
 */
export function finiteValues(grid: Grid): Float32Array {
  const values = new Float32Array(grid.rows * grid.cols);
  for (let i = 0; i < grid.rows; i++) {
    for (let j = 0; j < grid.cols; j++) values[i * grid.cols + j] = finiteEntry(grid, i, j);
  }
  return values;
}

/** @throws {LacunaError} `LACUNA_INVALID_OPTION` for an entry that is not a finite float32 */
export function finiteEntry(grid: Grid, row: number, col: number): number {
  const entry = grid.entry(row, col);
  if (typeof entry === 'number' && Number.isFinite(Math.fround(entry))) return entry;
  throw invalidOption('a finite float32', entryName(grid, row, col), entry);
}
