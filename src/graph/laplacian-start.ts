import { LacunaError } from '../errors.js';
import { finiteValues, givenMatrix } from '../given-matrix.js';
import type { AdaptiveLaplacianPart } from '../methods/method.js';
import { requireSymmetric } from './symmetric.js';

type Form = AdaptiveLaplacianPart['form'];

/** −log P of what must be no similarity: exp(−100) is 0 beside 1 in float32. */
const absent = 100;

/** What rounding may add to sums. */
const slack = 1e-4;

/**
 * A parameter V (k×k) of an adaptive Laplacian whose Laplacian is the given L, from S = −L off the
 * diagonal. The diagonal of P does not reach L, so it takes what is left:
 *
 * - row-softmin: P = S with 1 − Lᵢᵢ on the diagonal, rows of sum 1, V = −log P;
 * - global-softmax: P = S/2 with (1 − tr(L)/2)/k on the diagonal, of sum 1 in all, V = log P.
 *
 * S is then (P + Pᵀ)/2, or P + Pᵀ, as P is symmetric. A similarity of 0 stays 0: so does its gradient.
 *
 * @param name how errors call the matrix
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a matrix that is no such Laplacian: of another
 * shape, not symmetric, with a positive entry off the diagonal, rows whose sum is not 0, or more
 * similarity than P can hold (a diagonal above 1, or a trace above 2)
 */
export function parameterOfLaplacian(
  matrix: unknown,
  k: number,
  form: Form,
  name: string,
): Float32Array {
  const laplacian = finiteValues(givenMatrix(matrix, { rows: k, cols: k }, name));
  requireSymmetric({ values: laplacian, k }, name);
  requireLaplacian(laplacian, k, name);
  return form === 'row-softmin'
    ? softminParameter(laplacian, k, name)
    : softmaxParameter(laplacian, k, name);
}

function requireLaplacian(l: Float32Array, k: number, name: string): void {
  for (let i = 0; i < k; i++) {
    const row = l.subarray(i * k, (i + 1) * k);
    const positive = row.findIndex((entry, j) => j !== i && entry > 0);
    if (positive >= 0) {
      throw refusal('entries of at most 0 off the diagonal', name, row[positive], i, positive);
    }
    const sum = row.reduce((total, entry) => total + entry, 0);
    const degree = row[i] as number;
    if (!(Math.abs(sum) <= slack * Math.max(degree, slack))) {
      throw refusal('rows of sum 0', name, sum, i);
    }
  }
}

function softminParameter(l: Float32Array, k: number, name: string): Float32Array {
  const v = new Float32Array(k * k);
  for (let i = 0; i < k; i++) {
    const degree = l[i * k + i] as number;
    if (!(degree <= 1 + slack)) {
      throw refusal('a diagonal of at most 1, as row-softmin takes it,', name, degree, i, i);
    }
    for (let j = 0; j < k; j++) {
      v[i * k + j] = minusLog(i === j ? 1 - degree : -(l[i * k + j] as number));
    }
  }
  return v;
}

function softmaxParameter(l: Float32Array, k: number, name: string): Float32Array {
  let trace = 0;
  for (let i = 0; i < k; i++) trace += l[i * k + i] as number;
  if (!(trace <= 2 * (1 + slack))) {
    throw refusal('a trace of at most 2, as global-softmax takes it,', name, trace);
  }
  const rest = (1 - trace / 2) / k;
  return Float32Array.from(l, (entry, at) => -minusLog(at % (k + 1) === 0 ? rest : -entry / 2));
}

function minusLog(similarity: number): number {
  return similarity > 0 ? Math.min(-Math.log(similarity), absent) : absent;
}

function refusal(what: string, name: string, value: unknown, row?: number, col?: number) {
  const place =
    row === undefined ? '' : ` at row ${row}${col === undefined ? '' : `, column ${col}`}`;
  return new LacunaError(
    'LACUNA_INVALID_OPTION',
    `Expected ${what} for ${name} but received ${value}${place}`,
  );
}
