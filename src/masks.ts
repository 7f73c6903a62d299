import { invalidInput, invalidOption, LacunaError } from './errors.js';
import { entryName, flatGrid, type Grid, isArrayOfNumbers, readGrid } from './grid.js';
import type { Mask, Shape } from './matrix.js';
import { uniform } from './random.js';

/** A rectangle of entries: rows row … row + height − 1, columns col … col + width − 1. */
export interface Rectangle {
  readonly row: number;
  readonly col: number;
  readonly height: number;
  readonly width: number;
}

/**
 * A mask in which exactly round(rate·rows·cols) entries are missing, every such choice being equally
 * likely; the same seed makes the same mask.
 *
 * @param rate share of missing entries, in [0, 1]
 * @param seed integer from 0 to 2^53 − 1
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a shape, rate or seed out of range
 */
export function randomMask(shape: Shape, rate: number, seed = 0): Mask {
  const { rows, cols } = checkedShape(shape);
  if (!(rate >= 0 && rate <= 1)) throw invalidOption('a number in [0, 1]', 'rate', rate);
  if (!isCount(seed)) throw invalidOption('an integer from 0 to 2^53 − 1', 'seed', seed);
  const data = new Uint8Array(rows * cols).fill(1);
  let missing = Math.round(rate * data.length);
  // Selection sampling: entry k is missing with probability (missing left)/(entries left).
  for (let k = 0; k < data.length; k++) {
    if (uniform(seed, k) * (data.length - k) >= missing) continue;
    data[k] = 0;
    missing--;
  }
  return { data, rows, cols };
}

/**
 * A mask in which the entries of the rectangles are missing and all others observed.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a rectangle that does not lie within the shape
 */
export function patchMask(shape: Shape, rectangles: readonly Rectangle[]): Mask {
  const { rows, cols } = checkedShape(shape);
  const data = new Uint8Array(rows * cols).fill(1);
  rectangles.forEach((rectangle, index) => {
    requireWithin(rectangle, shape, `rectangles[${index}]`);
    const { row, col, height, width } = rectangle;
    for (let i = row; i < row + height; i++) data.fill(0, i * cols + col, i * cols + col + width);
  });
  return { data, rows, cols };
}

/**
 * Reads a mask in any of its forms and copies it.
 *
 * @throws {LacunaError} `LACUNA_INVALID_INPUT` for another shape, or another value than 0, 1, true, false
 */
export function readMask(mask: unknown, { rows, cols }: Shape): Mask {
  const grid = maskGrid(mask, { rows, cols });
  if (grid.rows !== rows || grid.cols !== cols) {
    throw new LacunaError(
      'LACUNA_INVALID_INPUT',
      `Expected ${rows}×${cols} entries for mask but received ${grid.rows}×${grid.cols}`,
    );
  }
  const data = new Uint8Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) data[i * cols + j] = maskEntry(grid, i, j);
  }
  return { data, rows, cols };
}

function maskGrid(mask: unknown, shape: Shape): Grid {
  const isFlat = isArrayOfNumbers(mask) && !isArrayOfNumbers(mask[0]);
  return isFlat
    ? flatGrid(mask, shape, 'mask', invalidInput)
    : readGrid(mask, 'mask', invalidInput);
}

function maskEntry(grid: Grid, row: number, col: number): number {
  const entry = grid.entry(row, col);
  if (entry === 1 || entry === true) return 1;
  if (entry === 0 || entry === false) return 0;
  throw invalidInput('0 or 1', entryName(grid, row, col), entry);
}

function requireWithin(rectangle: Rectangle, shape: Shape, name: string): void {
  requireSpan(rectangle.row, rectangle.height, shape.rows, `${name} [row, height]`);
  requireSpan(rectangle.col, rectangle.width, shape.cols, `${name} [col, width]`);
}

function requireSpan(start: number, length: number, size: number, name: string): void {
  if (isCount(start) && isCount(length) && start + length <= size) return;
  throw invalidOption(`a span within 0…${size}`, name, [start, length]);
}

function checkedShape({ rows, cols }: Shape): Shape {
  if (!isCount(rows) || rows === 0) throw invalidOption('a positive integer', 'rows', rows);
  if (!isCount(cols) || cols === 0) throw invalidOption('a positive integer', 'cols', cols);
  return { rows, cols };
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
