/** What is kept of the samples of all trials of a case, in seconds of one operation. */
export interface Summary {
  readonly median: number;
  /** The 10th and the 90th percentile. */
  readonly low: number;
  readonly high: number;
  readonly samples: number;
}

/** @throws RangeError when there is no sample, or one that is not a positive number */
export function summarise(samples: readonly number[]): Summary {
  if (samples.length === 0 || !samples.every((sample) => sample > 0 && Number.isFinite(sample))) {
    throw new RangeError(`Expected positive samples but received [${samples.join(', ')}]`);
  }
  const sorted = [...samples].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    low: quantile(sorted, 0.1),
    high: quantile(sorted, 0.9),
    samples: sorted.length,
  };
}

export function median(values: readonly number[]): number {
  return summarise(values).median;
}

/** Linear between neighbours; `sorted` ascends and is not empty. */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (place - Math.floor(place)) * (above - below);
}

/** The k of time ∝ size^k between two measurements. */
export function exponent(
  small: { readonly size: number; readonly seconds: number },
  large: { readonly size: number; readonly seconds: number },
): number {
  return Math.log(large.seconds / small.seconds) / Math.log(large.size / small.size);
}
