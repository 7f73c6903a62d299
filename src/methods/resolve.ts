import type { ParsedOptions, Stopping } from '../options/schema.js';
import { methodNamed } from './index.js';
import type { Layers, Parts, RepresentationPart, StoppingRule } from './method.js';
import { withOptimizer } from './optimizer.js';
import { withBlocks } from './schatten-blocks.js';

/** Options that say something of the parts. */
export type PartOptions = Pick<ParsedOptions, 'method' | keyof Parts>;

/**
 * The method's parts, each replaced by what the options say of it.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a setting that the optimizer does not have
 */
export function resolveParts(options: PartOptions): Parts {
  const { defaults } = methodNamed(options.method);
  const schedule = options.schedule ?? defaults.schedule;
  return {
    representation: withRepresentation(defaults.representation, options.representation),
    fidelity: options.fidelity ?? defaults.fidelity,
    regularizers: options.regularizers ?? defaults.regularizers,
    optimizer: withOptimizer(defaults.optimizer, options.optimizer),
    ...(schedule && { schedule }),
    stopping: withStopping(defaults.stopping, options.stopping),
  };
}

function withRepresentation(
  part: RepresentationPart,
  given: PartOptions['representation'],
): RepresentationPart {
  if (given === undefined) return part;
  if (given.type === 'schatten-blocks') return withBlocks(part, given);
  const start = given.start ?? ('start' in part ? part.start : nearZero);
  const common = { ...layersOf(given, part), start };
  if (given.type === 'factor-chain') return { type: given.type, ...common };
  const { type, activation, biases, biasStart } = given;
  return { type, activation, ...common, biases, ...(biasStart && { biasStart }) };
}

/** Where the factors of a method without any of its own start. */
const nearZero = { type: 'normal', mean: 1e-3, standardDeviation: 1e-3 } as const;

function layersOf(
  given: { readonly depth?: number | undefined; readonly widths?: readonly number[] | undefined },
  part: RepresentationPart,
): Layers {
  if (given.widths) return { widths: given.widths };
  if (given.depth !== undefined) return { depth: given.depth };
  return 'widths' in part ? { widths: part.widths } : { depth: part.depth };
}

function withStopping(rule: StoppingRule, given: Stopping = {}): StoppingRule {
  return {
    steps: given.steps ?? rule.steps,
    tolerance: given.tolerance ?? rule.tolerance,
    window: given.window ?? rule.window,
    minSteps: given.minSteps ?? rule.minSteps,
  };
}
