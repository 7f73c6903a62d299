import { type Nearest, nearestLines } from './nearest.js';
import type { ObservedLines } from './observed.js';
import type { Weights } from './weights.js';

/** How a graph comes from the observed entries. */
export interface FromData {
  /** Neighbours of each line, at least 1. */
  readonly neighbours: number;
  /** σ in the scale of the values; 'median' is that of the positive distances to neighbours. */
  readonly sigma: 'median' | number;
}

/**
 * The graph of lines that resemble each other where both are observed: with d(i, j) the root of the mean
 * squared difference over the entries that both observe, A_ij = exp(−d²(i, j)/(2σ²)) where j is among
 * the nearest `neighbours` of i or i among those of j, else 0.
 */
export function weightsFromData(lines: ObservedLines, { neighbours, sigma }: FromData): Weights {
  const nearest = nearestLines(lines, neighbours);
  const k = lines.count;
  const width = sigma === 'median' ? medianDistance(nearest) : sigma;
  const data = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    const first = i * nearest.limit;
    for (let at = first; at < first + (nearest.found[i] as number); at++) {
      // Divided before it is squared, which a tiny σ would not outlive.
      const distance = Math.sqrt(nearest.squares[at] as number) / width;
      const weight = Math.exp(-(distance * distance) / 2);
      const j = nearest.neighbours[at] as number;
      data[i * k + j] = weight;
      data[j * k + i] = weight;
    }
  }
  return { data, k };
}

/** The median of the positive distances; where all are 0, anything gives weights of 1. */
function medianDistance({ found, limit, squares }: Nearest): number {
  const positive = squares.filter((square, at) => {
    return at % limit < (found[Math.floor(at / limit)] as number) && square > 0;
  });
  if (positive.length === 0) return 1;
  return Math.sqrt(positive.sort()[Math.floor(positive.length / 2)] as number);
}
