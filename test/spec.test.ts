import { describe, expect, test } from 'vitest';
import { resolveParts } from '../src/methods/resolve.js';
import { parseOptions } from '../src/options/parse.js';
import type { Options } from '../src/options/schema.js';
import { nativeSpec } from '../src/spec.js';

function specFor(options: Options, extent = { rows: 4, cols: 9, range: 1 }) {
  const parsed = parseOptions(options);
  return nativeSpec(resolveParts(parsed), parsed, extent);
}

const square = (k: number) => ({ data: new Float32Array(k * k), rows: k, cols: k });

describe('the spec of a preset', () => {
  test('airnet: hidden widths are the shorter side, Laplacians start within 1/√k', () => {
    expect(specFor({ method: 'airnet' })).toEqual({
      rows: 4,
      cols: 9,
      seed: 0,
      representation: {
        type: 'factor-chain',
        widths: [4, 4],
        start: { type: 'normal', mean: 1e-3, standardDeviation: 1e-3 },
      },
      fidelity: 'mse',
      regularizers: [
        {
          type: 'adaptive-laplacian',
          over: 'rows',
          form: 'row-softmin',
          weight: 1e-4,
          start: { type: 'uniform', low: -0.5, high: 0.5 },
        },
        {
          type: 'adaptive-laplacian',
          over: 'cols',
          form: 'row-softmin',
          weight: 1e-4,
          start: { type: 'uniform', low: -1 / 3, high: 1 / 3 },
        },
      ],
      optimizer: {
        type: 'adam',
        learningRate: 1e-3,
        beta1: 0.9,
        beta2: 0.999,
        epsilon: 1e-8,
        weightDecay: 0,
      },
      schedule: { type: 'constant' },
      stopping: { steps: 10_000, tolerance: 0, window: 100, minSteps: 1000 },
      traceEvery: 100,
      device: { type: 'cpu' },
      threads: 0,
      keepLaplacians: false,
      keepFit: false,
      keepParameters: false,
    });
  });

  test('airnet-paper: λ = (max − min)/(rows·cols)', () => {
    const weights = (range: number) =>
      specFor({ method: 'airnet-paper' }, { rows: 4, cols: 9, range }).regularizers.map(
        (regularizer) => regularizer.weight,
      );
    expect(weights(1)).toEqual([1 / 36, 1 / 36]);
    expect(weights(72)).toEqual([2, 2]);
  });

  test('settings go down as numbers', () => {
    const spec = specFor({ seed: 2 ** 53 - 1, threads: 2, traceEvery: 0, laplacians: true });
    expect(spec).toMatchObject({
      seed: 2 ** 53 - 1,
      threads: 2,
      traceEvery: 0,
      keepLaplacians: true,
    });
  });
});

describe('parts', () => {
  test.each<[Options['representation'], number[]]>([
    [{ depth: 1 }, []],
    [{ depth: 2 }, [4]],
    [{ depth: 5 }, [4, 4, 4, 4]],
    [{ widths: [2, 11] }, [2, 11]],
  ])('representation %j has widths %j', (representation, widths) => {
    expect(specFor({ representation }).representation).toMatchObject({ widths });
  });

  test('a tall matrix has widths like its transpose', () => {
    const { representation } = specFor({ method: 'dmf' }, { rows: 9, cols: 4, range: 1 });
    expect(representation).toMatchObject({ widths: [4, 4] });
  });

  test('total variation', () => {
    const regularizers = specFor({
      regularizers: [
        { type: 'tv-l1', weight: 0.5 },
        { type: 'tv-l2', weight: 'range-per-entry', epsilon: 0.25 },
        { type: 'tv-squared', weight: 3 },
      ],
    }).regularizers;
    expect(regularizers).toEqual([
      { type: 'total-variation', norm: 'tv-l1', weight: 0.5, epsilon: 0 },
      { type: 'total-variation', norm: 'tv-l2', weight: 1 / 36, epsilon: 0.25 },
      { type: 'total-variation', norm: 'tv-squared', weight: 3, epsilon: 0 },
    ]);
  });

  test('blocks: their stride is their size where none is given', () => {
    const over = (stride?: number | [number, number]) => {
      const blocks = { height: 2, width: 3, ...(stride && { stride }) };
      const term = { type: 'adaptive-laplacian', weight: 1 } as const;
      const relate = 'blocks' as const;
      const { regularizers } = specFor({ regularizers: [{ ...term, over: { blocks, relate } }] });
      return regularizers[0];
    };
    const native = { height: 2, width: 3, relate: 'blocks' };
    expect(over()).toMatchObject({
      over: { ...native, rowStride: 2, colStride: 3 },
      start: { type: 'uniform', low: -1 / Math.sqrt(6), high: 1 / Math.sqrt(6) },
    });
    expect(over(1)).toMatchObject({
      over: { ...native, rowStride: 1, colStride: 1 },
      start: { type: 'uniform', high: 1 / Math.sqrt(3 * 7) },
    });
    expect(over([2, 5])).toMatchObject({ over: { ...native, rowStride: 2, colStride: 5 } });
  });

  test('the scale of a start is that of the product: each of L factors has its L-th root', () => {
    for (const type of ['scaled-normal', 'orthogonal', 'identity'] as const) {
      const start = { type, scale: 0.008 };
      const scaleAt = (depth: number) => {
        const { representation } = specFor({ representation: { depth, start } });
        expect(representation).toMatchObject({ start: { type } });
        return (representation as { start: { scale: number } }).start.scale;
      };
      expect(scaleAt(1)).toBe(0.008);
      expect(scaleAt(3)).toBeCloseTo(0.2, 15);
    }
  });

  test('dmf-arora: factors of N(0, scale^(2/3)/cols) and one rate', () => {
    expect(specFor({ method: 'dmf-arora' })).toMatchObject({
      representation: { widths: [4, 4], start: { type: 'scaled-normal', scale: Math.cbrt(1e-3) } },
      fidelity: 'mse-observed',
      regularizers: [],
      optimizer: { type: 'group-rmsprop', learningRate: 1e-3, beta: 0.99, epsilon: 1e-4 },
    });
  });

  test('second-order smoothness', () => {
    const { regularizers } = specFor({
      regularizers: [
        { type: 'laplacian-stencil', weight: 2 },
        { type: 'laplacian-stencil', form: 'thin-plate', weight: 'range-per-entry' },
      ],
    });
    expect(regularizers).toEqual([
      { type: 'laplacian-stencil', form: 'norm', weight: 2 },
      { type: 'laplacian-stencil', form: 'thin-plate', weight: 1 / 36 },
    ]);
  });

  test('a network keeps the depth and the start of the method, its biases start at 0', () => {
    const start = { type: 'normal', mean: 1e-3, standardDeviation: 1e-3 };
    const zero = { type: 'normal', mean: 0, standardDeviation: 0 };
    const type = 'activated-network';
    const network = { type, widths: [4, 4], activation: 'linear', start, biasStart: zero };
    expect(specFor({ representation: { type } }).representation).toEqual({
      ...network,
      biases: false,
    });
    expect(
      specFor({ representation: { type, activation: 'tanh', depth: 1, biases: true } })
        .representation,
    ).toEqual({ ...network, widths: [], activation: 'tanh', biases: true });
  });

  test('given starts of a network go from the columns to the rows', () => {
    const zeros = (rows: number, cols: number) => ({
      data: new Float32Array(rows * cols),
      rows,
      cols,
    });
    const { representation } = specFor({
      representation: {
        type: 'activated-network',
        widths: [2, 5],
        biases: true,
        start: { type: 'given', values: [zeros(2, 9), zeros(5, 2), zeros(4, 5)] },
        biasStart: { type: 'given', values: [zeros(2, 9), zeros(5, 9), zeros(4, 9)] },
      },
    });
    const arrays = (sizes: number[]) => ({
      type: 'given',
      values: sizes.map((size) => new Float32Array(size)),
    });
    expect(representation).toMatchObject({
      start: arrays([18, 10, 20]),
      biasStart: arrays([18, 45, 36]),
    });
  });

  test('a Dirichlet Laplacian in either form of matrix', () => {
    const chain = [
      [1, -1, 0, 0],
      [-1, 2, -1, 0],
      [0, -1, 2, -1],
      [0, 0, -1, 1],
    ];
    for (const laplacian of [chain, { data: chain.flat(), rows: 4, cols: 4 }]) {
      const spec = specFor({
        regularizers: [{ type: 'dirichlet', over: 'rows', weight: 2, laplacian }],
      });
      expect(spec.regularizers).toEqual([
        { type: 'dirichlet', over: 'rows', weight: 2, laplacian: Float32Array.from(chain.flat()) },
      ]);
    }
  });

  test('a latent network: widths from the columns, ranges from the shapes of the weights', () => {
    const specOf = (cols: number, representation?: Options['representation']) =>
      specFor({ method: 'dmf-fan', representation }, { rows: 4, cols, range: 1 }).representation;
    const uniform = (bound: number) => ({ type: 'uniform', low: -bound, high: bound });
    const zero = { type: 'normal', mean: 0, standardDeviation: 0 };
    const [near, far] = [4 * Math.sqrt(6 / 12), 4 * Math.sqrt(6 / 30)];
    expect(specOf(20)).toEqual({
      type: 'latent-network',
      latent: 2,
      widths: [10],
      activation: 'tanh-opt',
      outputActivation: 'linear',
      weightDecay: 0.01,
      latentDecay: 0.01,
      starts: [zero, uniform(near), uniform(far), uniform(near), uniform(far)],
      latentOnly: false,
    });
    expect(specOf(1)).toMatchObject({ latent: 1, widths: [1] });
    expect(specOf(240)).toMatchObject({ latent: 24, widths: [120] });
    const given = {
      type: 'latent-network',
      latent: 1,
      widths: [],
      latentStart: { type: 'given', values: [[[1], [2], [3], [4]]] },
      weights: [[[5, 6]]],
      biases: [[[7, 8]]],
      trainable: 'latent',
    } as const;
    const floats = (...values: number[]) => ({
      type: 'given',
      values: [Float32Array.from(values)],
    });
    expect(specOf(2, given as unknown as Options['representation'])).toMatchObject({
      starts: [floats(1, 2, 3, 4), floats(5, 6), floats(7, 8)],
      latentOnly: true,
    });
  });

  test('given starts go down as Float32Array, one for each parameter', () => {
    const values = [[[1], [2], [3], [4]], [[1, 2, 3, 4, 5, 6, 7, 8, 9]]];
    const { representation } = specFor({
      representation: { widths: [1], start: { type: 'given', values } },
    });
    const floats = [Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9)];
    expect(representation).toMatchObject({ start: { type: 'given', values: floats } });
  });
});

describe('given matrices that do not fit', () => {
  const dirichlet = (laplacian: unknown) =>
    ({ regularizers: [{ type: 'dirichlet', over: 'cols', weight: 1, laplacian }] }) as Options;
  const asymmetric = square(9);
  asymmetric.data[1] = 1;
  const infinite = square(9);
  infinite.data[0] = Number.POSITIVE_INFINITY;
  const given = (...values: unknown[]) =>
    ({ representation: { depth: 1, start: { type: 'given', values } } }) as Options;

  test.each<[Options, string]>([
    [
      dirichlet(square(4)),
      'Expected a 9×9 matrix for regularizers[0].laplacian but received one of 4×4',
    ],
    [
      dirichlet(asymmetric),
      'Expected a symmetric matrix for regularizers[0].laplacian but received 0 at (1, 0) and 1 at (0, 1)',
    ],
    [
      dirichlet(infinite),
      'Expected a finite float32 for regularizers[0].laplacian at row 0, column 0 but received Infinity (of type number)',
    ],
    [
      given(square(4), square(4)),
      'Expected an array of length 1 for representation.start.values but received an array of length 2',
    ],
    [
      given(square(4)),
      'Expected a 4×9 matrix for representation.start.values[0] but received one of 4×4',
    ],
    [
      {
        representation: {
          type: 'activated-network',
          depth: 1,
          biases: true,
          biasStart: { type: 'given', values: [square(4)] },
        },
      },
      'Expected a 4×9 matrix for representation.biasStart.values[0] but received one of 4×4',
    ],
    [
      given([[1e39]]),
      'Expected a 4×9 matrix for representation.start.values[0] but received one of 1×1',
    ],
  ])('%#', (options, message) => {
    expect(() => specFor(options)).toThrow(
      expect.objectContaining({ code: 'LACUNA_INVALID_OPTION', message }),
    );
  });

  test('a Laplacian may be off by rounding', () => {
    const rounded = square(9);
    rounded.data.set([1, 0.1], 0);
    rounded.data[9] = Math.fround(0.1 + 1e-8);
    expect(() => specFor(dirichlet(rounded))).not.toThrow();
  });
});
