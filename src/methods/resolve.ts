import type { ParsedOptions, Stopping } from '../options/schema.js';
import { methodNamed } from './index.js';
import type { Layers, Parts, RepresentationPart, StoppingRule } from './method.js';
import { withOptimizer } from './optimizer.js';
import { usualChain, withSpectral } from './spectral.js';

/** Options that say something of the parts. */
export type PartOptions = Pick<ParsedOptions, 'method' | keyof Parts>;

/**
 * The method's parts, each replaced by what the options say of it.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a setting that the optimizer does not have, and
 * for a spectral chain without a graph
 */
export function resolveParts(options: PartOptions): Parts {
  const { defaults } = methodNamed(options.method);
  return {
    representation: withRepresentation(defaults.representation, options.representation),
    fidelity: options.fidelity ?? defaults.fidelity,
    regularizers: options.regularizers ?? defaults.regularizers,
    optimizer: withOptimizer(defaults.optimizer, options.optimizer),
    stopping: withStopping(defaults.stopping, options.stopping),
  };
}

function withRepresentation(
  part: RepresentationPart,
  given: PartOptions['representation'],
): RepresentationPart {
  if (given === undefined) return part;
  if (given.type === 'spectral-chain') return withSpectral(part, given);
  const base = part.type === 'spectral-chain' ? usualChain : part;
  const common = { ...layersOf(given, base), start: given.start ?? base.start };
  if (given.type === 'factor-chain') return { type: given.type, ...common };
  const { type, activation, biases, biasStart } = given;
  return { type, activation, ...common, biases, ...(biasStart && { biasStart }) };
}

function layersOf(
  given: { readonly depth?: number | undefined; readonly widths?: readonly number[] | undefined },
  part: Layers,
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
