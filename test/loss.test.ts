import { expect, test } from 'vitest';
import { namedLoss, termNames, withoutRepeats } from '../src/loss.js';
import { resolveParts } from '../src/methods/resolve.js';
import { parseOptions } from '../src/options/parse.js';

const weight = 1;
const representation = resolveParts(parseOptions({ method: 'airnet' })).representation;
const over = (relate: 'positions' | 'blocks') => ({ blocks: { height: 2, width: 3 }, relate });

test('terms are named by their kind and axis, a second one of a kind by its number', () => {
  expect(
    termNames({
      representation,
      regularizers: [
        { type: 'adaptive-laplacian', over: 'rows', form: 'row-softmin', weight },
        { type: 'adaptive-laplacian', over: 'cols', form: 'row-softmin', weight },
        { type: 'adaptive-laplacian', over: 'rows', form: 'global-softmax', weight },
        { type: 'dirichlet', over: 'rows', weight, laplacian: [[0]], normalised: false },
        { type: 'dirichlet', over: 'cols', weight, laplacian: [[0]], normalised: false },
        { type: 'adaptive-laplacian', over: over('positions'), form: 'row-softmin', weight },
        { type: 'adaptive-laplacian', over: over('blocks'), form: 'row-softmin', weight },
        { type: 'dirichlet', over: over('positions'), weight, laplacian: [[0]], normalised: false },
        { type: 'dirichlet', over: over('blocks'), weight, laplacian: [[0]], normalised: false },
        { type: 'tv-l1', weight },
        { type: 'tv-l2', weight, epsilon: 1 },
        { type: 'tv-squared', weight },
        { type: 'laplacian-stencil', form: 'norm', weight },
        { type: 'laplacian-stencil', form: 'thin-plate', weight },
      ],
    }),
  ).toEqual([
    'fidelity',
    'laplacianRows',
    'laplacianCols',
    'laplacianRows_2',
    'dirichletRows',
    'dirichletCols',
    'laplacianPositions',
    'laplacianBlocks',
    'dirichletPositions',
    'dirichletBlocks',
    'tvL1',
    'tvL2',
    'tvSquared',
    'laplacianNorm',
    'thinPlate',
  ]);
  expect(termNames({ representation, regularizers: [] })).toEqual(['fidelity']);
  const network = resolveParts(parseOptions({ method: 'dmf-fan' }));
  expect(termNames(network)).toEqual(['fidelity', 'weightDecay', 'latentDecay']);
  expect(withoutRepeats(['a', 'a', 'b', 'a'])).toEqual(['a', 'a_2', 'b', 'a_3']);
});

test('total is the sum of the terms', () => {
  expect(namedLoss(['fidelity', 'tvL1'], Float64Array.of(0.5, 0.25))).toEqual({
    total: 0.75,
    fidelity: 0.5,
    tvL1: 0.25,
  });
});
