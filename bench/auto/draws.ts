// Random numbers of the matrices that auto is tried on, by a linear congruential generator of 32 bits.
import type { Mask, Matrix } from 'lacuna';

/** Rows of factors. */
export type Factors = readonly (readonly number[])[];

export class Draws {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** On (0, 1). */
  uniform = (): number => {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return (this.#state + 0.5) / 2 ** 32;
  };

  /** N(0, 1), by Box and Muller. */
  normal = (): number =>
    Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());

  /** With mean 1. */
  exponential = (): number => -Math.log(this.uniform());

  /** 0 … count − 1. */
  below(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  labels(length: number, count: number): number[] {
    return Array.from({ length }, () => this.below(count));
  }

  factors(rows: number, rank: number, draw: () => number = this.normal): Factors {
    return Array.from({ length: rows }, () => Array.from({ length: rank }, draw));
  }

  /** 0 with that probability. */
  mask({ rows, cols }: Matrix, missing: number): Mask {
    const data = Uint8Array.from({ length: rows * cols }, () => (this.uniform() < missing ? 0 : 1));
    return { data, rows, cols };
  }
}

export function matrixOf(
  rows: number,
  cols: number,
  entry: (i: number, j: number) => number,
): Matrix {
  const data = new Float64Array(rows * cols);
  for (let k = 0; k < data.length; k++) data[k] = entry(Math.floor(k / cols), k % cols);
  return { data, rows, cols };
}

/** Entry k of row i. */
export function at(factors: Factors, i: number, k: number): number {
  return factors[i]?.[k] ?? Number.NaN;
}

/** Σ_k left_ik·right_jk. */
export function dot(left: Factors, i: number, right: Factors, j: number): number {
  return (left[i] ?? []).reduce((sum, x, k) => sum + x * at(right, j, k), 0);
}

/** Takes out `length` entries of a column, from `top` on. */
export function takeOut(
  { data, rows, cols }: Mask,
  col: number,
  top: number,
  length: number,
): void {
  for (let i = top; i < Math.min(rows, top + length); i++) data[i * cols + col] = 0;
}
