import { classicOf } from '../classic/index.js';
import { invalidOption } from '../errors.js';
import { methodNamed } from '../methods/index.js';
import type { ValidationRule } from '../methods/method.js';
import type { DeepName } from '../methods/names.js';
import type { ParsedOptions } from '../options/schema.js';

/** Options that say whether and how held entries judge a run. */
export type ValidationOptions = Pick<
  ParsedOptions,
  'method' | 'stopping' | 'validation' | 'tune' | 'seed'
>;

/** Which observed entries are held. */
export interface Holding {
  readonly share: number;
  readonly pattern: 'random' | 'shifted';
}

/** Which share is held where the options do not say; a deep method needs the entries more. */
const usualShare = { deep: 0.05, classical: 0.1 };

/** Held entries below which a choice of the number of steps would say nothing. */
const leastHeld = 10;

/**
 * Which entries a run is judged by; undefined where it is not judged. A deep method is, where nothing
 * says how many steps to take and there are enough entries.
 *
 * @param observed number of observed entries
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for `tune` without validation, and for the comparison of
 * two seeds, which has its own course
 */
export function holdingOf(options: ValidationOptions, observed: number): Holding | undefined {
  const { validation, tune, method, stopping } = options;
  if (stopping?.seedAgreement && !classicOf(method)) {
    const what = 'nothing but where complete() is given a whole matrix';
    throw invalidOption(what, 'stopping.seedAgreement', stopping.seedAgreement);
  }
  if (validation === false) {
    if (tune) throw invalidOption('nothing or an object beside tune', 'validation', validation);
    return undefined;
  }
  const usual = classicOf(method) ? usualShare.classical : usualShare.deep;
  const { share = usual, pattern = 'random' } = validation ?? {};
  const holding: Holding = { share, pattern };
  if (validation || tune) return holding;
  const isEnough = Math.round(usual * observed) >= leastHeld;
  return stopsByValidation(options) && isEnough ? holding : undefined;
}

function stopsByValidation({ method, stopping }: ValidationOptions): boolean {
  if (classicOf(method) || stopping?.steps !== undefined) return false;
  return methodNamed(method as DeepName).stopsBy === 'validation';
}

/** A rule and which of the steps that were looked at it takes. */
export interface DeepRule extends ValidationRule {
  readonly choice: 'least' | 'fewest';
}

/**
 * How held entries judge a run of a deep method. With `stopping.steps` and `tune` alone it is a whole run
 * of so many steps.
 */
export function deepRule({ method, stopping, validation }: ValidationOptions): DeepRule {
  const usual = methodNamed(method as DeepName).validation;
  const steps = stopping?.steps ?? usual.steps;
  if (!validation && stopping?.steps !== undefined) {
    return { steps, every: Math.max(1, steps), patience: 0, choice: 'least' };
  }
  const { every, patience, choice } = validation || {};
  return {
    steps,
    every: every ?? usual.every,
    patience: patience ?? usual.patience,
    choice: choice ?? 'fewest',
  };
}
