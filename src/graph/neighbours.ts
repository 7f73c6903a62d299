import type { Weights } from './weights.js';

/**
 * The graph of the `count` strongest edges of each vertex: with W_ij = A_ij where j is among the
 * `count` vertices of the greatest weight to i (of equal weights the lower index is first) and 0
 * elsewhere, the result is max(W, Wᵀ). Edges of weight 0 are none.
 */
export function strongestOfEach({ data, k }: Weights, count: number): Weights {
  const kept = new Float64Array(k * k);
  const order = Uint32Array.from({ length: k }, (_, j) => j);
  for (let i = 0; i < k; i++) {
    const weights = data.subarray(i * k, (i + 1) * k);
    const strongest = order.slice().sort((a, b) => {
      return (weights[b] as number) - (weights[a] as number) || a - b;
    });
    for (const j of strongest.subarray(0, count)) {
      kept[i * k + j] = weights[j] as number;
      kept[j * k + i] = weights[j] as number;
    }
  }
  return { data: kept, k };
}
