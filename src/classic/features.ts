import { z } from 'zod';
import { invalidOption, LacunaError } from '../errors.js';
import { finiteValues } from '../given-matrix.js';
import { readGrid } from '../grid.js';
import type { MatrixInput, Shape } from '../matrix.js';
import { isObject } from '../options/is-object.js';

/** The features that are matrices; the command line reads them from files. */
export const featureSides = ['rows', 'cols'] as const;

type Side = (typeof featureSides)[number];

const lineOf = { rows: 'row', cols: 'column' } as const;

function features(side: Side) {
  return z.custom<MatrixInput>(isObject).meta({
    description: `a line for each ${lineOf[side]} of the matrix, a column for each feature; the command line takes a file`,
    expected: `a matrix with a line for each ${lineOf[side]}`,
  });
}

/** What is known of rows and columns beside the matrix. */
export const featuresSchema = z
  .strictObject({ rows: features('rows'), cols: features('cols') })
  .describe('what is known of rows and of columns; needed');

/** Features of one side as the engine takes them: lines × width. */
interface NativeFeatures {
  readonly data: Float32Array;
  readonly width: number;
}

/**
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` when there are none, or not a line for each row and column
 */
export function nativeFeatures(
  given: z.output<typeof featuresSchema> | undefined,
  shape: Shape,
): Readonly<Record<Side, NativeFeatures>> {
  if (given === undefined) {
    throw invalidOption('matrices { rows, cols }', 'method.features', given);
  }
  return { rows: sideOf(given, 'rows', shape), cols: sideOf(given, 'cols', shape) };
}

function sideOf(given: z.output<typeof featuresSchema>, side: Side, shape: Shape): NativeFeatures {
  const name = `method.features.${side}`;
  const grid = readGrid(given[side], name, invalidOption);
  if (grid.rows !== shape[side]) {
    throw new LacunaError(
      'LACUNA_INVALID_OPTION',
      `Expected a matrix of ${shape[side]} rows, one for each ${lineOf[side]}, for ${name} but received ` +
        `one of ${grid.rows}×${grid.cols}`,
    );
  }
  return { data: finiteValues(grid), width: grid.cols };
}
