/** What Lacuna's losses and a peer's may differ by, relative: both compute in float32. */
export const lossTolerance = 1e-4;

/**
 * The largest relative difference of a peer's losses from Lacuna's, step by step.
 *
 * @throws Error when it is above the tolerance, or the two are not as many finite numbers
 */
export function largestDifference(expected: readonly number[], found: readonly number[]): number {
  if (expected.length === 0 || expected.length !== found.length) {
    throw new Error(`Expected ${expected.length} losses but received ${found.length}`);
  }
  let largest = 0;
  expected.forEach((loss, step) => {
    const other = found[step] as number;
    const difference = Math.abs(other - loss) / Math.abs(loss);
    if (!(difference <= lossTolerance)) {
      throw new Error(`Expected the loss ${loss} at step ${step} but received ${other}`);
    }
    largest = Math.max(largest, difference);
  });
  return largest;
}
