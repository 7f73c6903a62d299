import type { Weights } from './weights.js';

/**
 * The graph of the `count` strongest edges of each vertex: with W_ij = A_ij where j is among the
 * `count` vertices of the greatest weight to i (of equal weights the lower index is first) and 0
 * elsewhere, the result is max(W, Wᵀ). Edges of weight 0 are none.
 */
export function strongestOfEach({ data, k }: Weights, count: number): Weights {
  if (count >= k) return { data, k };
  const kept = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    const weights = data.subarray(i * k, (i + 1) * k);
    const ascending = weights.slice().sort();
    const least = ascending[k - count] as number;
    let equals = ascending.subarray(k - count).filter((weight) => weight === least).length;
    for (let j = 0; j < k; j++) {
      const weight = weights[j] as number;
      if (weight < least || (weight === least && equals-- <= 0)) continue;
      kept[i * k + j] = weight;
      kept[j * k + i] = weight;
    }
  }
  return { data: kept, k };
}
