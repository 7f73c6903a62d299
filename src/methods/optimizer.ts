import { invalidOption } from '../errors.js';
import type { Optimizer } from '../options/schema.js';
import type { OptimizerPart } from './method.js';

/** What is usual for each type: Adam's paper, the settings of the programs of Arora and of Fan. */
export const usualOptimizers: {
  readonly [Type in OptimizerPart['type']]: OptimizerPart & { type: Type };
} = {
  adam: {
    type: 'adam',
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
  },
  'gradient-descent': { type: 'gradient-descent', learningRate: 0.01 },
  irprop: {
    type: 'irprop',
    initialStep: 0.0123,
    minStep: 0,
    maxStep: 50,
    increase: 1.2,
    decrease: 0.5,
  },
  'group-rmsprop': { type: 'group-rmsprop', learningRate: 1e-3, beta: 0.99, epsilon: 1e-4 },
};

/**
 * The method's optimizer with what is given of it; another type starts from what is usual for it.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a setting that the type does not have, or steps
 * of irprop that are out of order
 */
export function withOptimizer(part: OptimizerPart, given: Optimizer = {}): OptimizerPart {
  const base =
    given.type === undefined || given.type === part.type ? part : usualOptimizers[given.type];
  const settings = Object.entries(given).filter(([, value]) => value !== undefined);
  const foreign = settings.find(([name]) => !(name in base));
  if (foreign) {
    const own = Object.keys(base).filter((name) => name !== 'type');
    const names = own.map((name) => `"${name}"`).join(', ');
    throw invalidOption(`one of ${names}`, `optimizer of type ${base.type}`, foreign[0]);
  }
  return withOrderedSteps({ ...base, ...Object.fromEntries(settings) });
}

function withOrderedSteps(part: OptimizerPart): OptimizerPart {
  if (part.type !== 'irprop') return part;
  const { minStep, initialStep, maxStep } = part;
  if (minStep <= initialStep && initialStep <= maxStep) return part;
  const what = `an initial step within minStep and maxStep, ${minStep} and ${maxStep},`;
  throw invalidOption(what, 'optimizer.initialStep', initialStep);
}
