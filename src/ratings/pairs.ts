/** Pairs by their numbers. */
export interface Pairs {
  readonly row: Uint32Array;
  readonly col: Uint32Array;
}

/** Estimates of pairs; entry k of each list belongs together. */
export interface RatingPredictions {
  readonly user: readonly string[];
  readonly item: readonly string[];
  readonly predicted: Float64Array;
  /** Standard deviations, of methods that know them (bpmf); NaN where a user or an item was unknown. */
  readonly deviations?: Float64Array;
}
