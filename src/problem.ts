import { invalidInput, LacunaError } from './errors.js';
import { entryName, type Grid } from './grid.js';
import { readMask } from './masks.js';
import type { Matrix, Shape } from './matrix.js';

/** What is to be completed, checked and copied from the caller. */
export interface Problem extends Shape {
  /** Row-major; observed entries exactly as given, NaN where missing. */
  readonly values: Matrix['data'];
  /** Row-major; 1 observed, 0 missing. */
  readonly mask: Uint8Array;
  /** Number of observed entries. */
  readonly observed: number;
  /** Least and greatest observed value. */
  readonly low: number;
  readonly high: number;
}

/**
 * Copies the matrix and its mask. Without a mask NaN, null and undefined are missing; with one, it
 * decides, and what lies in a missing entry is ignored.
 *
 * @throws {LacunaError} `LACUNA_INVALID_INPUT`: an observed entry that is not a finite number, a mask
 * of another shape or with other values than 0 and 1, or no observed entry.
 */
export function readProblem(input: Grid, maskInput?: unknown): Problem {
  const problem = readEntries(input, maskInput);
  if (problem.observed > 0) return problem;
  throw new LacunaError(
    'LACUNA_INVALID_INPUT',
    `Expected at least one observed entry for ${input.name} but all ${problem.rows * problem.cols} are missing`,
  );
}

/** The same, but all entries may be missing: `low` is Infinity then, and `high` −Infinity. */
export function readEntries(input: Grid, maskInput?: unknown): Problem {
  const { rows, cols } = input;
  const mask = maskInput === undefined ? maskOfPresent(input) : readMask(maskInput, input).data;
  const values = arrayThatHolds(input.flat, rows * cols);
  let observed = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      const k = i * cols + j;
      values[k] = mask[k] ? finiteEntry(input, i, j) : Number.NaN;
      if (!mask[k]) continue;
      observed++;
      low = Math.min(low, values[k] as number);
      high = Math.max(high, values[k] as number);
    }
  }
  return { rows, cols, values, mask, observed, low, high };
}

function maskOfPresent(input: Grid): Uint8Array {
  const mask = new Uint8Array(input.rows * input.cols);
  for (let i = 0; i < input.rows; i++) {
    for (let j = 0; j < input.cols; j++) {
      mask[i * input.cols + j] = isMissing(input.entry(i, j)) ? 0 : 1;
    }
  }
  return mask;
}

function isMissing(entry: unknown): boolean {
  return entry === null || entry === undefined || Number.isNaN(entry);
}

function finiteEntry(grid: Grid, row: number, col: number): number {
  const entry = grid.entry(row, col);
  if (typeof entry === 'number' && Number.isFinite(entry)) return entry;
  throw invalidInput('a finite number where observed', entryName(grid, row, col), entry);
}

/** Float32 where that holds every value of the source exactly, else Float64. */
function arrayThatHolds(source: ArrayLike<unknown> | undefined, length: number): Matrix['data'] {
  const exactInFloat32 =
    source instanceof Float32Array ||
    source instanceof Uint8Array ||
    source instanceof Uint8ClampedArray ||
    source instanceof Int8Array ||
    source instanceof Uint16Array ||
    source instanceof Int16Array;
  return exactInFloat32 ? new Float32Array(length) : new Float64Array(length);
}
