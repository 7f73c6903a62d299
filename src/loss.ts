import type {
  Parts,
  RegularizerPart,
  RepresentationPart,
  SpectralChain,
} from './methods/method.js';
import type { Over } from './options/over-schema.js';
import { nameOf } from './over.js';
import type { Loss } from './progress.js';

/** The parts that the loss has terms of, beside the fidelity. */
export type LossParts = Pick<Parts, 'representation' | 'regularizers'>;

/** Names of the loss terms in the order in which the engine gives them. */
export function termNames({ representation, regularizers }: LossParts): string[] {
  const others = [...ownTerms(representation), ...regularizers.map(termName)];
  return ['fidelity', ...withoutRepeats(others)];
}

/** The terms under their names, with their sum. */
export function namedLoss(names: readonly string[], terms: ArrayLike<number>): Loss {
  const values = Array.from(terms);
  const total = values.reduce((sum, term) => sum + term, 0);
  const named = Object.fromEntries(names.map((name, i) => [name, values[i] as number]));
  return { total, fidelity: values[0] as number, ...named };
}

/** The same names, a second `a` as `a_2`, a third as `a_3`. */
export function withoutRepeats(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name}_${count}`;
  });
}

/** Terms that a representation has on its parameters. */
function ownTerms(part: RepresentationPart): string[] {
  switch (part.type) {
    case 'factor-chain':
    case 'activated-network':
    case 'schatten-blocks':
      return [];
    case 'latent-network':
      return ['weightDecay', 'latentDecay'];
    case 'spectral-chain':
      return spectralTerms(part);
  }
}

function spectralTerms({ rows, cols, train }: SpectralChain): string[] {
  const terms: readonly [string, number | undefined][] = [
    ['dirichletRows', rows?.dirichlet],
    ['dirichletCols', cols?.dirichlet],
    ['diagonalRows', train.includes('P') ? rows?.diagonal : 0],
    ['diagonalCols', train.includes('Q') ? cols?.diagonal : 0],
  ];
  return terms.flatMap(([name, weight]) => (weight ? [name] : []));
}

function termName(part: RegularizerPart): string {
  switch (part.type) {
    case 'adaptive-laplacian':
      return `laplacian${suffix(part.over)}`;
    case 'dirichlet':
      return `dirichlet${suffix(part.over)}`;
    case 'tv-l1':
      return 'tvL1';
    case 'tv-l2':
      return 'tvL2';
    case 'tv-squared':
      return 'tvSquared';
    case 'laplacian-stencil':
      return part.form === 'norm' ? 'laplacianNorm' : 'thinPlate';
  }
}

/** `Rows`, `Cols`, `Positions` or `Blocks`. */
function suffix(over: Over): string {
  const name = nameOf(over);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
