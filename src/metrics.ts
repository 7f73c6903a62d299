import { invalidInput, LacunaError } from './errors.js';
import { entryName, type Grid, readGrid } from './grid.js';
import { readMask } from './masks.js';
import type { MaskInput, MatrixInput } from './matrix.js';

/**
 * How far a completed matrix X is from the truth X*. Those over the missing entries are NaN when
 * nothing is missing; a PSNR of a perfect result is Infinity.
 */
export interface Metrics {
  /** mean |X − X*| over the missing entries / (max − min of the whole truth) */
  readonly nmae: number;
  /** √ of the mean (X − X*)² over the missing entries */
  readonly rmse: number;
  /** mean |X − X*| over the missing entries */
  readonly mae: number;
  /** 10·log10(peak² / mean (X − X*)² over the missing entries), in dB */
  readonly psnrMissing: number;
  /** 10·log10(peak² / mean (X − X*)² over all entries), in dB */
  readonly psnrAll: number;
  /** ‖X − X*‖_F / ‖X*‖_F over all entries */
  readonly rsre: number;
}

export interface MeasureOptions {
  /** Peak of the PSNRs, > 0: 255 for 8-bit pictures; left out, max − min of the truth. */
  readonly peak?: number | undefined;
}

/**
 * All metrics of a completed matrix.
 *
 * @param mask 1 observed, 0 missing, in any form that `complete` takes
 * @throws {LacunaError} `LACUNA_INVALID_INPUT` when shapes differ or an entry is not finite,
 * `LACUNA_INVALID_OPTION` for a peak out of range
 */
export function measure(
  completed: MatrixInput,
  truth: MatrixInput,
  mask: MaskInput,
  { peak }: MeasureOptions = {},
): Metrics {
  if (peak !== undefined && !(peak > 0 && Number.isFinite(peak))) {
    throw new LacunaError(
      'LACUNA_INVALID_OPTION',
      `Expected a positive number for peak but received ${peak}`,
    );
  }
  const sums = errorSums(completed, truth, mask);
  const range = sums.high - sums.low;
  const mae = sums.absoluteMissing / sums.missing;
  const meanSquareMissing = sums.squareMissing / sums.missing;
  return {
    nmae: mae / range,
    rmse: Math.sqrt(meanSquareMissing),
    mae,
    psnrMissing: decibels(peak ?? range, meanSquareMissing),
    psnrAll: decibels(peak ?? range, sums.square / sums.entries),
    rsre: Math.sqrt(sums.square / sums.squareTruth),
  };
}

interface ErrorSums {
  entries: number;
  missing: number;
  absoluteMissing: number;
  squareMissing: number;
  square: number;
  squareTruth: number;
  low: number;
  high: number;
}

function errorSums(completed: MatrixInput, truth: MatrixInput, maskInput: MaskInput): ErrorSums {
  const x = readGrid(completed, 'completed', invalidInput);
  const target = readGrid(truth, 'truth', invalidInput);
  requireSameShape(x, target);
  const mask = readMask(maskInput, target).data;
  const sums = emptySums(mask.length);
  for (let i = 0; i < target.rows; i++) {
    for (let j = 0; j < target.cols; j++) {
      const isMissing = mask[i * target.cols + j] === 0;
      addEntry(sums, finiteEntry(x, i, j), finiteEntry(target, i, j), isMissing);
    }
  }
  return sums;
}

function addEntry(sums: ErrorSums, x: number, truth: number, isMissing: boolean): void {
  const error = x - truth;
  sums.square += error * error;
  sums.squareTruth += truth * truth;
  sums.low = Math.min(sums.low, truth);
  sums.high = Math.max(sums.high, truth);
  if (!isMissing) return;
  sums.missing++;
  sums.absoluteMissing += Math.abs(error);
  sums.squareMissing += error * error;
}

function emptySums(entries: number): ErrorSums {
  return {
    entries,
    missing: 0,
    absoluteMissing: 0,
    squareMissing: 0,
    square: 0,
    squareTruth: 0,
    low: Number.POSITIVE_INFINITY,
    high: Number.NEGATIVE_INFINITY,
  };
}

function decibels(peak: number, meanSquare: number): number {
  return 10 * Math.log10(peak ** 2 / meanSquare);
}

function finiteEntry(grid: Grid, row: number, col: number): number {
  const entry = grid.entry(row, col);
  if (typeof entry === 'number' && Number.isFinite(entry)) return entry;
  throw invalidInput('a finite number', entryName(grid, row, col), entry);
}

function requireSameShape(completed: Grid, truth: Grid): void {
  if (completed.rows === truth.rows && completed.cols === truth.cols) return;
  throw new LacunaError(
    'LACUNA_INVALID_INPUT',
    `Expected ${truth.rows}×${truth.cols} entries, as in truth, for completed ` +
      `but received ${completed.rows}×${completed.cols}`,
  );
}
