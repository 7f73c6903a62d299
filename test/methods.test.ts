import { describe, expect, test } from 'vitest';
import { classicMethods } from '../src/classic/index.js';
import { methods } from '../src/methods/index.js';
import { classicNames, deepNames, defaultDeepMethod } from '../src/methods/names.js';
import { resolveParts } from '../src/methods/resolve.js';
import { parseOptions } from '../src/options/parse.js';
import type { Options } from '../src/options/schema.js';

const partsFor = (options: Options) => resolveParts(parseOptions(options));
const adam = {
  type: 'adam',
  learningRate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  weightDecay: 0,
};

describe('the list', () => {
  test('holds every method once, with its paper', () => {
    expect(methods().map((method) => method.name)).toEqual([...deepNames]);
    expect(classicMethods().map((method) => method.name)).toEqual([...classicNames]);
    for (const { title, paper } of [...methods(), ...classicMethods()]) {
      expect(title).toBeTruthy();
      expect(paper.equation).toBeTruthy();
      expect(paper.year).toBeGreaterThan(1970);
    }
  });

  test.each(methods())('defaults of $name can be given as options', (method) => {
    const parsed = parseOptions({ method: method.name, ...method.defaults });
    expect(resolveParts(parsed)).toEqual(method.defaults);
  });

  test('is a copy', () => {
    const [first] = methods();
    (first?.defaults.optimizer as { learningRate: number }).learningRate = 7;
    expect(methods()[0]?.defaults.optimizer).toMatchObject({ learningRate: 1e-3 });
  });
});

describe('presets', () => {
  test('airnet is the program', () => {
    expect(defaultDeepMethod).toBe('airnet');
    expect(partsFor({ method: 'airnet' })).toEqual({
      representation: {
        type: 'factor-chain',
        depth: 3,
        start: { type: 'normal', mean: 1e-3, standardDeviation: 1e-3 },
      },
      fidelity: 'mse',
      regularizers: [
        { type: 'adaptive-laplacian', over: 'rows', form: 'row-softmin', weight: 1e-4 },
        { type: 'adaptive-laplacian', over: 'cols', form: 'row-softmin', weight: 1e-4 },
      ],
      optimizer: adam,
      stopping: { steps: 10_000, tolerance: 0, window: 100, minSteps: 1000 },
    });
  });

  test('airnet-paper is the page', () => {
    const start = { type: 'normal', mean: 0, standardDeviation: Math.sqrt(1e-5) };
    expect(partsFor({ method: 'airnet-paper' })).toMatchObject({
      representation: { depth: 3, start },
      fidelity: 'l1',
      regularizers: ['rows', 'cols'].map((over) => ({
        over,
        form: 'global-softmax',
        weight: 'range-per-entry',
        start,
      })),
    });
  });

  test('rdmf is a chain of three with total variation', () => {
    expect(partsFor({ method: 'rdmf' })).toEqual({
      representation: {
        type: 'factor-chain',
        depth: 3,
        start: { type: 'normal', mean: 1e-3, standardDeviation: Math.sqrt(1e-3) },
      },
      fidelity: 'sse',
      regularizers: [{ type: 'tv-l2', weight: 1 / 240, epsilon: 1e-3 }],
      optimizer: adam,
      stopping: { steps: 8000, tolerance: 0, window: 100, minSteps: 1000 },
    });
  });

  test('dmf-arora is the program', () => {
    expect(partsFor({ method: 'dmf-arora' })).toMatchObject({
      representation: {
        type: 'factor-chain',
        depth: 3,
        start: { type: 'scaled-normal', scale: 1e-3 },
      },
      fidelity: 'mse-observed',
      regularizers: [],
      optimizer: { type: 'group-rmsprop', learningRate: 1e-3, beta: 0.99, epsilon: 1e-4 },
      stopping: { steps: 50_000, tolerance: 0 },
    });
  });

  test('dmf-fan is the program', () => {
    expect(partsFor({ method: 'dmf-fan' })).toMatchObject({
      representation: {
        type: 'latent-network',
        activation: 'tanh-opt',
        outputActivation: 'linear',
        weightDecay: 0.01,
        latentDecay: 0.01,
        start: { type: 'glorot-uniform', scale: 4 },
        latentStart: { type: 'normal', mean: 0, standardDeviation: 0 },
      },
      fidelity: 'half-mean-rows',
      regularizers: [],
      optimizer: {
        type: 'irprop',
        initialStep: 0.0123,
        minStep: 0,
        maxStep: 50,
        increase: 1.2,
        decrease: 0.5,
      },
      stopping: { steps: 1000, tolerance: 0 },
    });
  });

  test('dmf-de is a chain of three on graphs of the data', () => {
    const graph = { type: 'dirichlet', weight: 1e-2, normalised: true };
    const fromData = { neighbours: 5, sigma: 'median' };
    expect(partsFor({ method: 'dmf-de' })).toEqual({
      ...partsFor({ method: 'dmf' }),
      fidelity: 'l1',
      regularizers: ['rows', 'cols'].map((over) => ({ ...graph, over, fromData })),
    });
  });

  test('sgmc works in the eigenvectors of graphs of the data', () => {
    const graph = { fromData: { neighbours: 5, sigma: 'median' }, normalised: false };
    const side = { ...graph, dirichlet: 0.01, diagonal: 0 };
    expect(partsFor({ method: 'sgmc' })).toMatchObject({
      representation: { type: 'spectral-chain', rows: side, cols: side, train: ['P', 'C', 'Q'] },
      fidelity: 'sse',
      regularizers: [],
      stopping: { steps: 10_000, tolerance: 0 },
    });
  });

  test('dmf is airnet without regularizers', () => {
    expect(partsFor({ method: 'dmf' })).toEqual(partsFor({ regularizers: [] }));
  });
});

describe('a part that is given replaces the same part of the method', () => {
  test('representation: depth, widths and start each on its own', () => {
    const start = { type: 'normal', mean: 1e-3, standardDeviation: 1e-3 } as const;
    const uniform = { type: 'uniform', low: -1, high: 1 } as const;
    const chain = (representation: Options['representation']) =>
      partsFor({ representation }).representation;
    expect(chain({ depth: 2 })).toEqual({ type: 'factor-chain', depth: 2, start });
    expect(chain({ widths: [7, 5] })).toEqual({ type: 'factor-chain', widths: [7, 5], start });
    expect(chain({ widths: [] })).toEqual({ type: 'factor-chain', widths: [], start });
    expect(chain({ start: uniform })).toEqual({ type: 'factor-chain', depth: 3, start: uniform });
  });

  test('representation: another type takes what is not its own from the method', () => {
    const start = { type: 'normal', mean: 1e-3, standardDeviation: 1e-3 } as const;
    const zero = { type: 'normal', mean: 0, standardDeviation: 0 } as const;
    const network = { type: 'activated-network', activation: 'linear', biases: false } as const;
    const part = (representation: Options['representation']) =>
      partsFor({ representation }).representation;
    expect(part({ type: 'activated-network' })).toEqual({ ...network, depth: 3, start });
    expect(
      part({
        ...network,
        activation: 'relu',
        widths: [3],
        start: zero,
        biases: true,
        biasStart: zero,
      }),
    ).toEqual({
      ...network,
      activation: 'relu',
      widths: [3],
      start: zero,
      biases: true,
      biasStart: zero,
    });
  });

  test('representation: a spectral chain has the graphs, factors and start of the method', () => {
    const part = (method: Options['method'], representation: Options['representation']) =>
      partsFor({ method, representation }).representation;
    const type = 'spectral-chain';
    const { train, start, rows, cols } = part('sgmc', { type }) as Record<string, unknown>;
    expect(part('sgmc', { type, train: ['C'] })).toEqual({ type, rows, cols, train: ['C'], start });
    const own = { laplacian: [[0]], normalised: false, dirichlet: 0, diagonal: 0 };
    const usual = { type, cols: own, train, start: { type: 'identity', scale: 1e-6 } };
    for (const method of ['sgmc', 'dmf'] as const) {
      expect(part(method, { type, cols: { laplacian: [[0]] } })).toEqual({ ...usual });
    }
    expect(part('sgmc', { depth: 2 })).toEqual({
      ...partsFor({ method: 'dmf' }).representation,
      depth: 2,
    });
  });

  test('optimizer and stopping: what is left out stays', () => {
    const parts = partsFor({ optimizer: { learningRate: 0.1 }, stopping: { tolerance: 1e-6 } });
    expect(parts.optimizer).toEqual({ ...adam, learningRate: 0.1 });
    expect(parts.stopping).toEqual({
      steps: 10_000,
      tolerance: 1e-6,
      window: 100,
      minSteps: 1000,
    });
    expect(partsFor({ stopping: { steps: 0 } }).stopping.steps).toBe(0);
  });

  test('optimizer: another type starts from what is usual for it', () => {
    const optimizer = (method: Options['method'], given: Options['optimizer']) =>
      partsFor({ method, optimizer: given }).optimizer;
    const group = { type: 'group-rmsprop', learningRate: 1e-3, beta: 0.99, epsilon: 1e-4 };
    expect(optimizer('dmf', { type: 'group-rmsprop' })).toEqual(group);
    expect(optimizer('dmf', { type: 'gradient-descent' })).toEqual({
      type: 'gradient-descent',
      learningRate: 0.01,
    });
    expect(optimizer('dmf-arora', { type: 'adam', beta1: 0.5 })).toEqual({ ...adam, beta1: 0.5 });
    expect(optimizer('dmf-arora', { learningRate: 0.1 })).toEqual({ ...group, learningRate: 0.1 });
    expect(optimizer('dmf-arora', { beta: undefined, epsilon: 1 })).toEqual({
      ...group,
      epsilon: 1,
    });
  });

  test.each<[Options, string]>([
    [
      { method: 'dmf-arora', optimizer: { beta1: 0.5 } },
      'Expected one of "learningRate", "beta", "epsilon" for optimizer of type group-rmsprop ' +
        'but received "beta1" (of type string)',
    ],
    [
      { optimizer: { type: 'gradient-descent', epsilon: 1 } },
      'Expected one of "learningRate" for optimizer of type gradient-descent ' +
        'but received "epsilon" (of type string)',
    ],
  ])('optimizer: a setting of another type is refused: %j', (options, message) => {
    expect(() => partsFor(options)).toThrow(message);
  });

  test('fidelity and regularizers: as a whole', () => {
    const parts = partsFor({ fidelity: 'sse', regularizers: [{ type: 'tv-l1', weight: 0.5 }] });
    expect(parts.fidelity).toBe('sse');
    expect(parts.regularizers).toEqual([{ type: 'tv-l1', weight: 0.5 }]);
  });
});
