import { invalidOption, type LacunaError } from '../errors.js';
import type { Shape } from '../matrix.js';
import type { FactorChain, Parts } from '../methods/method.js';
import { resolveParts } from '../methods/resolve.js';
import { sparseRegularizerSchema, sparseWidth } from '../options/parts-schema.js';
import type { ParsedSparseOptions } from '../options/schema.js';

/**
 * The parts of a run on sparse input. Where neither options nor method give widths, each of them is
 * min(32, rows, cols): the methods' own, min(rows, cols), would make factors as large as X.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a method with a term that needs all of X
 */
export function sparseParts(options: ParsedSparseOptions, shape: Shape): Parts {
  const parts = resolveParts(options);
  const { representation, regularizers } = parts;
  const dense = regularizers.find((part) => !sparseRegularizerSchema.safeParse(part).success);
  if (dense) throw refusal(dense.type === 'adaptive-laplacian' ? dense.form : dense.type, options);
  if (representation.type === 'schatten-blocks') return parts;
  if (representation.type !== 'factor-chain') throw refusal(representation.type, options);
  return { ...parts, representation: narrowed(representation, shape) };
}

function refusal(part: string, { method }: ParsedSparseOptions): LacunaError {
  const what = `a method without ${part}, which sparse input does not take,`;
  return invalidOption(what, 'method', method);
}

function narrowed(chain: FactorChain, { rows, cols }: Shape): FactorChain {
  if ('widths' in chain) return chain;
  const width = Math.min(sparseWidth, rows, cols);
  const widths = Array<number>(chain.depth - 1).fill(width);
  return { type: chain.type, widths, start: chain.start };
}
