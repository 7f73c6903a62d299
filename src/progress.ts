/**
 * Terms of the loss, weights included, in the scale that training sees: `total` is their sum,
 * `fidelity` the comparison with the observed entries, and then one for each regularizer:
 * `laplacianRows`, `laplacianCols`, `dirichletRows`, `dirichletCols`, `tvL1`, `tvL2`
 * (a second one of a kind is called `tvL2_2`, and so on).
 */
export interface Loss {
  readonly total: number;
  readonly fidelity: number;
  readonly [term: string]: number;
}

/** How far a run is. */
export interface Progress {
  readonly step: number;
  readonly totalSteps: number;
  /** The loss at `step`. */
  readonly loss: Loss;
  /** Seconds since the first step began. */
  readonly elapsed: number;
  /** Seconds left at the pace so far, if all steps are taken; null before the first step is done. */
  readonly remaining: number | null;
}

/** How far one item of a batch is. */
export interface ItemProgress extends Progress {
  /** Place of the item in the input, from 0. */
  readonly index: number;
}
