import type { Mask, Matrix } from 'lacuna';

/** A matrix that is known, and which of its entries are given. */
export interface Drawn {
  readonly truth: Matrix;
  readonly mask: Mask;
}

export type DrawnCase = () => Drawn;
