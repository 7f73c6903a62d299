import { invalidOption } from '../errors.js';
import type { ParsedOptions } from '../options/schema.js';
import { methodNamed } from './index.js';
import type {
  ActivatedNetwork,
  FactorChain,
  Layers,
  Parts,
  RepresentationPart,
  StoppingRule,
} from './method.js';
import type { DeepName } from './names.js';
import { withOptimizer } from './optimizer.js';
import { withBlocks } from './schatten-blocks.js';
import { usualChain, withSpectral } from './spectral.js';

/** Options that say something of the parts; the method is a deep one. */
export type PartOptions = Pick<ParsedOptions, 'method' | keyof Parts>;

/**
 * The method's parts, each replaced by what the options say of it.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a setting that the optimizer does not have, a rule
 * about adaptive Laplacians where there is none, and a spectral chain without a graph
 */
export function resolveParts(options: PartOptions): Parts {
  const { defaults } = methodNamed(options.method as DeepName);
  const regularizers = options.regularizers ?? defaults.regularizers;
  const stopping = withStopping(defaults.stopping, options.stopping);
  requireAdaptive(stopping, regularizers);
  const schedule = options.schedule ?? defaults.schedule;
  return {
    representation: withRepresentation(defaults.representation, options.representation),
    fidelity: options.fidelity ?? defaults.fidelity,
    regularizers,
    optimizer: withOptimizer(defaults.optimizer, options.optimizer),
    ...(schedule && { schedule }),
    stopping,
  };
}

function withRepresentation(
  part: RepresentationPart,
  given: PartOptions['representation'],
): RepresentationPart {
  if (given === undefined) return part;
  if (given.type === 'spectral-chain') return withSpectral(part, given);
  if (given.type === 'schatten-blocks') return withBlocks(part, given);
  if (given.type === 'latent-network') return given;
  const base = layered(part);
  const common = { ...layersOf(given, base), start: given.start ?? base.start };
  if (given.type === 'factor-chain') return { type: given.type, ...common };
  const { type, activation, biases, biasStart } = given;
  return { type, activation, ...common, biases, ...(biasStart && { biasStart }) };
}

/** A method without layers of its own says nothing of theirs: the usual chain does. */
function layered(part: RepresentationPart): FactorChain | ActivatedNetwork {
  return part.type === 'factor-chain' || part.type === 'activated-network' ? part : usualChain;
}

function layersOf(
  given: { readonly depth?: number | undefined; readonly widths?: readonly number[] | undefined },
  part: Layers,
): Layers {
  if (given.widths) return { widths: given.widths };
  if (given.depth !== undefined) return { depth: given.depth };
  return 'widths' in part ? { widths: part.widths } : { depth: part.depth };
}

function requireAdaptive(
  { regularizerChange = 0 }: StoppingRule,
  regularizers: Parts['regularizers'],
): void {
  if (!(regularizerChange > 0)) return;
  if (regularizers.some(({ type }) => type === 'adaptive-laplacian')) return;
  const what = 'a regularizer of type adaptive-laplacian beside stopping.regularizerChange';
  throw invalidOption(what, 'regularizers', regularizers);
}

function withStopping(
  rule: StoppingRule,
  given: NonNullable<PartOptions['stopping']> = {},
): StoppingRule {
  const change = given.regularizerChange ?? rule.regularizerChange;
  const balance = given.fidelityBalance ?? rule.fidelityBalance;
  const plateau = given.rankPlateau ?? rule.rankPlateau;
  return {
    steps: given.steps ?? rule.steps,
    tolerance: given.tolerance ?? rule.tolerance,
    window: given.window ?? rule.window,
    minSteps: given.minSteps ?? rule.minSteps,
    ...(change !== undefined && { regularizerChange: change }),
    ...(balance !== undefined && { fidelityBalance: balance }),
    ...(plateau !== undefined && { rankPlateau: plateau }),
  };
}
