import { LacunaError } from '../errors.js';

/** A square matrix, row-major, of k rows. */
export interface Square {
  readonly values: Float32Array | Float64Array;
  readonly k: number;
}

const asymmetryAllowed = 1e-6;

/**
 * Lets rounding of at most 1e-6 of the largest entry pass.
 *
 * @param name how an error calls the matrix
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a matrix that is not symmetric
 */
export function requireSymmetric({ values, k }: Square, name: string): void {
  const limit = asymmetryAllowed * largest(values);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [values[i * k + j] as number, values[j * k + i] as number];
      if (Math.abs(below - above) <= limit) continue;
      throw new LacunaError(
        'LACUNA_INVALID_OPTION',
        `Expected a symmetric matrix for ${name} but received ${below} at (${i}, ${j}) ` +
          `and ${above} at (${j}, ${i})`,
      );
    }
  }
}

function largest(values: Square['values']): number {
  let max = 0;
  for (const value of values) max = Math.max(max, Math.abs(value));
  return max;
}
