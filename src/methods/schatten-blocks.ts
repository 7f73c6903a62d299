import type { Representation } from '../options/schema.js';
import type { BlockStarts, RepresentationPart, SchattenBlocks } from './method.js';

type Given = Extract<Representation, { readonly type: 'schatten-blocks' }>;

/** The blocks of `dlrl`, and what is left out where another method is given blocks. */
export const usualBlocks: SchattenBlocks = {
  type: 'schatten-blocks',
  widths: [20, 20, 20, 20],
  exponent: 1.5,
  power: 'scaled-matrix',
  ridge: 1,
  eta: 0.1,
  inputs: {
    ends: { type: 'uniform', low: 0.016, high: 0.3 },
    middle: { type: 'identity', scale: 1 },
  },
  weights: 'matched',
  refresh: 0,
  centring: { damping: 10, level: 0.5 },
};

/** The method's blocks with what is given of them. */
export function withBlocks(part: RepresentationPart, given: Given): SchattenBlocks {
  const base = part.type === 'schatten-blocks' ? part : usualBlocks;
  const settings = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ...base,
    ...Object.fromEntries(settings),
    inputs: withStarts(base.inputs, given.inputs),
    weights: withWeights(base, given.weights),
  };
}

function withWeights(base: SchattenBlocks, given: Given['weights']): SchattenBlocks['weights'] {
  if (given === undefined) return base.weights;
  if (given === 'matched') return given;
  return withStarts(base.weights === 'matched' ? base.inputs : base.weights, given);
}

function withStarts(base: BlockStarts, given: Given['inputs']): BlockStarts {
  return { ends: given?.ends ?? base.ends, middle: given?.middle ?? base.middle };
}
