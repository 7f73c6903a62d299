import type { Optimizer, ParsedOptions, Representation, Stopping } from '../options/schema.js';
import { methodNamed } from './index.js';
import type { Adam, FactorChain, Parts, StoppingRule } from './method.js';

/** Options that say something of the parts. */
export type PartOptions = Pick<ParsedOptions, 'method' | keyof Parts>;

/** The method's parts, each replaced by what the options say of it. */
export function resolveParts(options: PartOptions): Parts {
  const { defaults } = methodNamed(options.method);
  return {
    representation: withChain(defaults.representation, options.representation),
    fidelity: options.fidelity ?? defaults.fidelity,
    regularizers: options.regularizers ?? defaults.regularizers,
    optimizer: withAdam(defaults.optimizer, options.optimizer),
    stopping: withStopping(defaults.stopping, options.stopping),
  };
}

function withChain(chain: FactorChain, given: Representation = {}): FactorChain {
  const start = given.start ?? chain.start;
  if (given.widths) return { type: 'factor-chain', widths: given.widths, start };
  if (given.depth !== undefined) return { type: 'factor-chain', depth: given.depth, start };
  return { ...chain, start };
}

function withAdam(adam: Adam, given: Optimizer = {}): Adam {
  return {
    type: 'adam',
    learningRate: given.learningRate ?? adam.learningRate,
    beta1: given.beta1 ?? adam.beta1,
    beta2: given.beta2 ?? adam.beta2,
    epsilon: given.epsilon ?? adam.epsilon,
  };
}

function withStopping(rule: StoppingRule, given: Stopping = {}): StoppingRule {
  return {
    steps: given.steps ?? rule.steps,
    tolerance: given.tolerance ?? rule.tolerance,
    window: given.window ?? rule.window,
    minSteps: given.minSteps ?? rule.minSteps,
  };
}
