import { invalidOption } from '../errors.js';
import type { Optimizer } from '../options/schema.js';
import type { OptimizerPart } from './method.js';

/** What is usual for each type: Adam's paper, the settings of Arora and others' program. */
const usual: { readonly [Type in OptimizerPart['type']]: OptimizerPart & { type: Type } } = {
  adam: {
    type: 'adam',
    learningRate: 1e-3,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
  },
  'gradient-descent': { type: 'gradient-descent', learningRate: 0.01 },
  'group-rmsprop': { type: 'group-rmsprop', learningRate: 1e-3, beta: 0.99, epsilon: 1e-4 },
};

/**
 * The method's optimizer with what is given of it; another type starts from what is usual for it.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a setting that the type does not have
 */
export function withOptimizer(part: OptimizerPart, given: Optimizer = {}): OptimizerPart {
  const base = given.type === undefined || given.type === part.type ? part : usual[given.type];
  const settings = Object.entries(given).filter(([, value]) => value !== undefined);
  const foreign = settings.find(([name]) => !(name in base));
  if (foreign) {
    const own = Object.keys(base).filter((name) => name !== 'type');
    const names = own.map((name) => `"${name}"`).join(', ');
    throw invalidOption(`one of ${names}`, `optimizer of type ${base.type}`, foreign[0]);
  }
  return { ...base, ...Object.fromEntries(settings) };
}
