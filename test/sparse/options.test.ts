import { describe, expect, test } from 'vitest';
import { completeSparse, type SparseOptions } from '../../src/index.js';
import { parseSparseOptions } from '../../src/options/parse.js';
import { sparseParts } from '../../src/sparse/parts.js';
import { triplets } from './support.js';

const code = 'LACUNA_INVALID_OPTION';

describe('options that need all of X are refused', () => {
  test.each<[string, object, string]>([
    ['a mask', { mask: [[1]] }, 'Unknown option "mask"'],
    ['keepObserved', { keepObserved: true }, 'Unknown option "keepObserved"'],
    [
      'one free matrix by depth',
      { representation: { depth: 1 } },
      'Expected an integer in [2, 1000] for representation.depth but received 1 (of type number)',
    ],
    [
      'one free matrix by widths',
      { representation: { widths: [] } },
      'Expected an array of at least one inner width, each an integer >= 1, ' +
        'for representation.widths but received an array of length 0',
    ],
    [
      'depth and widths',
      { representation: { depth: 2, widths: [3] } },
      'Expected an object with at most one of depth and widths for representation ' +
        'but received an object',
    ],
    [
      'global-softmax',
      {
        regularizers: [
          { type: 'adaptive-laplacian', over: 'rows', weight: 1, form: 'global-softmax' },
        ],
      },
      'Expected "row-softmin", the only form for sparse input, for regularizers[0].form ' +
        'but received "global-softmax" (of type string); did you mean "row-softmin"?',
    ],
    ...(['tv-l1', 'tv-l2', 'tv-squared', 'laplacian-stencil'] as const).map(
      (type): [string, object, string] => [
        type,
        { regularizers: [{ type, weight: 1 }] },
        'Expected one of "adaptive-laplacian", "dirichlet" for regularizers[0].type ' +
          `but received "${type}" (of type string)`,
      ],
    ),
    [
      'a method with global-softmax',
      { method: 'airnet-paper' },
      'Expected a method without global-softmax, which sparse input does not take, for method ' +
        'but received "airnet-paper" (of type string)',
    ],
    [
      'a method with total variation',
      { method: 'rdmf' },
      'Expected a method without tv-l2, which sparse input does not take, for method ' +
        'but received "rdmf" (of type string)',
    ],
    [
      'a network',
      { representation: { type: 'activated-network' } },
      'Expected one of "factor-chain", "schatten-blocks" for representation.type but received ' +
        '"activated-network" (of type string)',
    ],
    ['a mistyped option', { sclae: 'none' }, 'Unknown option "sclae"; did you mean "scale"?'],
  ])('%s', async (_, options, message) => {
    await expect(completeSparse(triplets, options)).rejects.toMatchObject({
      name: 'LacunaError',
      code,
      message,
    });
  });

  test('cuda', async () => {
    await expect(completeSparse(triplets, { device: 'cuda:999' })).rejects.toMatchObject({
      code: 'LACUNA_DEVICE',
    });
  });

  test('a start of another shape', async () => {
    const start = { type: 'given' as const, values: [[[1]], [[1]]] };
    await expect(
      completeSparse(triplets, { representation: { widths: [2], start } }),
    ).rejects.toMatchObject({
      code,
      message: 'Expected a 40×2 matrix for representation.start.values[0] but received one of 1×1',
    });
  });
});

describe('parts', () => {
  const shape = { rows: 500, cols: 20 };
  const widthsOf = (options: SparseOptions, of = shape) =>
    sparseParts(parseSparseOptions({ method: 'airnet', ...options }), of).representation;

  test('a method keeps its depth and its start; widths are narrow', () => {
    const start = { type: 'normal', mean: 1e-3, standardDeviation: 1e-3 };
    const chain = { type: 'factor-chain', start };
    expect(widthsOf({})).toEqual({ ...chain, widths: [20, 20] });
    expect(widthsOf({}, { rows: 500, cols: 400 })).toEqual({ ...chain, widths: [32, 32] });
    expect(widthsOf({ representation: { depth: 2 } })).toEqual({ ...chain, widths: [20] });
    expect(widthsOf({ representation: { widths: [64] } })).toEqual({ ...chain, widths: [64] });
  });

  test('a method with global-softmax is fine with other regularizers', () => {
    const parts = sparseParts(
      parseSparseOptions({ method: 'airnet-paper', regularizers: [] }),
      shape,
    );
    expect(parts).toMatchObject({ fidelity: 'l1', regularizers: [] });
  });
});
