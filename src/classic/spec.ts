import { invalidOption } from '../errors.js';
import type { NativeClassicSpec } from '../native/classic.js';
import type { ParsedOptions } from '../options/schema.js';
import { type Scale, toScaled } from '../scaling.js';
import { type ClassicSettings, classicPart, nativeMethod } from './index.js';
import type { ClassicExtent, ClassicStopping } from './method.js';

/** Options that a run of a classical method takes. */
export type ClassicOptions = Pick<
  ParsedOptions,
  'seed' | 'threads' | 'traceEvery' | 'bounds' | 'stopping' | 'validation' | 'scale'
>;

/** Iterations between two recorded losses where nobody says. */
const usualTraceEvery = 1;

/** Options that only say something of the deep methods. */
const ofDeepMethods = [
  'representation',
  'fidelity',
  'regularizers',
  'optimizer',
  'schedule',
  'instruments',
  'snapshots',
] as const;

/**
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for an option that only deep methods have
 */
export function requireClassicOptions(
  options: Readonly<Record<string, unknown>>,
  { type }: ClassicSettings,
): void {
  const what = `nothing beside method ${type}, which has no such part,`;
  for (const name of ofDeepMethods) {
    if (options[name] !== undefined) throw invalidOption(what, name, options[name]);
  }
  for (const name of ['laplacians', 'parameters']) {
    if (options[name] === true) throw invalidOption(what, name, true);
  }
}

/**
 * What the engine is asked for, but for the form of the result.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a stopping rule that classical methods do not have,
 * and for settings that do not go with the matrix
 */
export function classicSpec(
  settings: ClassicSettings,
  options: ClassicOptions,
  extent: ClassicExtent,
): Omit<NativeClassicSpec, 'form'> {
  const { seed, threads, traceEvery, bounds, validation } = options;
  const { rows, cols, scaling } = extent;
  return {
    rows,
    cols,
    seed,
    method: nativeMethod(settings, extent),
    ...stoppingOf(settings, options),
    patience: patienceOf(validation, settings),
    traceEvery: traceEvery ?? usualTraceEvery,
    threads: threads === 'auto' ? 0 : threads,
    ...(bounds && { bounds: [toScaled(bounds[0], scaling), toScaled(bounds[1], scaling)] }),
  };
}

function patienceOf(validation: ClassicOptions['validation'], { type }: ClassicSettings): number {
  if (!validation) return 0;
  const { every = 1, patience = 0, choice = 'least' } = validation;
  if (every !== 1) throw invalidOption(`1 with method ${type}`, 'validation.every', every);
  if (choice !== 'least') {
    throw invalidOption(`"least" with method ${type}`, 'validation.choice', choice);
  }
  return patience;
}

/** The option `scale`, or what the method names. */
export function classicScale({ type }: ClassicSettings, options: ClassicOptions): Scale {
  return options.scale ?? classicPart(type).scale ?? 'observed';
}

function stoppingOf(settings: ClassicSettings, { stopping }: ClassicOptions): ClassicStopping {
  const { type } = settings;
  const { steps, tolerance, ...others } = stopping ?? {};
  const [key, value] = Object.entries(others).find(([, given]) => given !== undefined) ?? [];
  if (key !== undefined) {
    throw invalidOption(`nothing beside method ${type}`, `stopping.${key}`, value);
  }
  if (steps === 0) throw invalidOption(`an integer >= 1 with method ${type}`, 'stopping.steps', 0);
  const { stopping: usual, iterations } = classicPart(type);
  const most = iterations?.(settings) ?? Number.POSITIVE_INFINITY;
  return {
    steps: Math.min(steps ?? usual.steps, most),
    tolerance: tolerance ?? usual.tolerance,
  };
}
