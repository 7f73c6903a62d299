import { invalidOption } from '../errors.js';
import type { ParsedOptions } from '../options/schema.js';
import type { FactorChain, RepresentationPart, SpectralChain } from './method.js';

type ParsedSpectral = Extract<
  NonNullable<ParsedOptions['representation']>,
  { readonly type: 'spectral-chain' }
>;

/** What a factor chain has that is given in place of a spectral one. */
export const usualChain: FactorChain = {
  type: 'factor-chain',
  depth: 3,
  start: { type: 'normal', mean: 1e-3, standardDeviation: 1e-3 },
};

/** What is usual for a spectral chain: each of the three factors starts as 10⁻²·I. */
export const usualSpectral: Pick<SpectralChain, 'train' | 'start'> = {
  train: ['P', 'C', 'Q'],
  start: { type: 'identity', scale: 1e-6 },
};

/**
 * The spectral chain as given; without any graph it has those of the method.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` where neither has a graph
 */
export function withSpectral(part: RepresentationPart, given: ParsedSpectral): SpectralChain {
  const base: Partial<SpectralChain> = part.type === 'spectral-chain' ? part : {};
  const own = given.rows !== undefined || given.cols !== undefined;
  const { rows, cols } = own ? given : base;
  if (rows === undefined && cols === undefined) {
    throw invalidOption('rows or cols with a graph', 'representation', given);
  }
  return {
    type: given.type,
    ...(rows && { rows }),
    ...(cols && { cols }),
    train: given.train ?? base.train ?? usualSpectral.train,
    start: given.start ?? base.start ?? usualSpectral.start,
  };
}
