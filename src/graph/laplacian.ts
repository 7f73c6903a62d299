import type { Weights } from './weights.js';

/**
 * The Laplacian of a graph, k×k: D − A with D = diag(A·1) or, `normalised`, I − D^(−1/2)·A·D^(−1/2). The
 * row and the column of a vertex without edges are 0 in either.
 *
 * For Y of k rows, tr(Yᵀ L Y) = ½ Σ A_ij ‖y_i − y_j‖², and with y_i/√D_ii instead of y_i if normalised.
 */
export function laplacianOfWeights({ data, k }: Weights, normalised: boolean): Float32Array {
  const degrees = degreesOf({ data, k });
  const laplacian = new Float32Array(k * k);
  for (let i = 0; i < k; i++) {
    const degree = degrees[i] as number;
    if (degree === 0) continue;
    for (let j = 0; j < k; j++) {
      const weight = data[i * k + j] as number;
      if (weight === 0) continue;
      const scale = normalised ? Math.sqrt(degree * (degrees[j] as number)) : 1;
      laplacian[i * k + j] = -weight / scale;
    }
    laplacian[i * k + i] = normalised ? 1 : degree;
  }
  return laplacian;
}

/** D_ii = Σ_j A_ij. */
function degreesOf({ data, k }: Weights): Float64Array {
  return Float64Array.from({ length: k }, (_, i) =>
    data.subarray(i * k, (i + 1) * k).reduce((sum, weight) => sum + weight, 0),
  );
}
