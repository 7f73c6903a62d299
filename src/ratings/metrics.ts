import { invalidInput } from '../errors.js';

/** How close predicted ratings come. */
export interface RateMetrics {
  readonly count: number;
  /** √(mean of squared errors). */
  readonly rmse: number;
  /** Mean of absolute errors. */
  readonly mae: number;
  /** mae/(high − low) of the scale. */
  readonly nmae: number;
}

type Numbers = ArrayLike<number> & Iterable<number>;

/**
 * @param scale the least and the greatest rating that can be given
 * @throws {LacunaError} `LACUNA_INVALID_INPUT` for lists of unequal length, or without entries
 */
export function rateMetrics(
  predicted: Numbers,
  actual: Numbers,
  [low, high]: readonly [low: number, high: number],
): RateMetrics {
  const count = actual.length;
  if (count === 0 || predicted.length !== count) {
    throw invalidInput(`${Math.max(count, 1)} ratings`, 'predicted', predicted);
  }
  let squares = 0;
  let sum = 0;
  for (let e = 0; e < count; e++) {
    const error = (predicted[e] as number) - (actual[e] as number);
    squares += error * error;
    sum += Math.abs(error);
  }
  const mae = sum / count;
  return { count, rmse: Math.sqrt(squares / count), mae, nmae: mae / (high - low) };
}
