import { LacunaError } from './errors.js';
import { finiteEntry, givenMatrix } from './given-matrix.js';
import type { Shape } from './matrix.js';
import type { Parts } from './methods/method.js';
import type { NativeInstruments, NativeWeight } from './native/addon.js';
import type { ParsedOptions } from './options/schema.js';
import { type Scaling, toScaled } from './scaling.js';

/** A truth as the engine takes it: in the scale of X, with what its mean error is divided by. */
export interface ScaledTruth {
  readonly truth: Float32Array;
  readonly range: number;
}

type Instruments = ParsedOptions['instruments'];

/**
 * The truth that `instruments.nmae` measures against, copied; undefined where it is not asked for.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for anything but a matrix of that shape with finite
 * entries that are not all equal
 */
export function truthOf(instruments: Instruments, shape: Shape): Float64Array | undefined {
  if (instruments?.nmae === undefined) return undefined;
  const name = 'instruments.nmae.truth';
  const grid = givenMatrix(instruments.nmae.truth, shape, name);
  const { rows, cols } = shape;
  const truth = Float64Array.from({ length: rows * cols }, (_, k) =>
    finiteEntry(grid, Math.floor(k / cols), k % cols),
  );
  if (truth.some((value) => value !== truth[0])) return truth;
  throw new LacunaError(
    'LACUNA_INVALID_OPTION',
    `Expected entries that are not all equal for ${name} but received only ${truth[0]}`,
  );
}

export function scaledTruth(truth: Float64Array, scaling: Scaling): ScaledTruth {
  const [low, high] = truth.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)] as const,
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const,
  );
  return {
    truth: Float32Array.from(truth, (value) => toScaled(value, scaling)),
    range: (high - low) / scaling.range,
  };
}

/**
 * Instruments as the engine takes them; without a truth, as where only sizes are asked for, there is
 * no nmae.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for the balance of anything but a factor chain
 */
export function nativeInstruments(
  { nmae, ...others }: NonNullable<Instruments>,
  { representation }: Pick<Parts, 'representation'>,
  truth: ScaledTruth | undefined,
): NativeInstruments {
  if (others.balance !== undefined && representation.type !== 'factor-chain') {
    throw new LacunaError(
      'LACUNA_INVALID_OPTION',
      `Expected a representation of type factor-chain for instruments.balance but received ${representation.type}`,
    );
  }
  const given = Object.entries(others).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(given) as NativeInstruments),
    ...(nmae && truth && { nmae: { every: nmae.every, ...truth } }),
  };
}

type Weight = Parts['regularizers'][number]['weight'];

/** @param rangePerEntry what 'range-per-entry' is */
export function nativeWeight(weight: Weight, rangePerEntry: number): NativeWeight {
  if (weight === 'range-per-entry') return rangePerEntry;
  if (typeof weight === 'number') return weight;
  const { schedule, interpolation } = weight;
  return {
    steps: schedule.map(([step]) => step),
    values: schedule.map(([, value]) => value),
    interpolation,
  };
}

/** The steps of snapshots as the engine takes them. */
export function snapshotSteps({ steps }: NonNullable<ParsedOptions['snapshots']>): number[] {
  return [...new Set(steps)].sort((a, b) => a - b);
}
