import { describe, expect, expectTypeOf, test } from 'vitest';
import { LacunaError } from '../src/errors.js';
import { optionsJsonSchema } from '../src/options/json-schema.js';
import { editDistance, nearest } from '../src/options/nearest.js';
import { parseOptions } from '../src/options/parse.js';
import type { Options } from '../src/options/schema.js';

function messageFor(options: unknown): string {
  try {
    parseOptions(options);
  } catch (error) {
    expect(error).toBeInstanceOf(LacunaError);
    expect((error as LacunaError).code).toBe('LACUNA_INVALID_OPTION');
    return (error as LacunaError).message;
  }
  throw new Error(`accepted ${JSON.stringify(options)}`);
}

const start = (value: unknown) => ({ representation: { start: value } });
const term = (value: unknown) => ({ regularizers: [value] });
const laplacian = { type: 'adaptive-laplacian', over: 'rows', weight: 1 };
const over = (value: unknown) => term({ ...laplacian, over: value });
const blocks = { height: 2, width: 3 };

describe('defaults', () => {
  test('are those of the schema, and parts are left to the method', () => {
    expect(parseOptions()).toEqual({
      method: 'auto',
      seed: 0,
      threads: 'auto',
      device: 'auto',
      precision: 'auto',
      keepObserved: true,
      laplacians: false,
      parameters: false,
    });
  });

  test('undefined is the same as left out', () => {
    expect(parseOptions({ seed: undefined, optimizer: undefined })).toMatchObject({ seed: 0 });
  });

  test('fill in what a part leaves out', () => {
    const { regularizers } = parseOptions(term({ type: 'tv-l2', weight: 1 }));
    expect(regularizers).toEqual([{ type: 'tv-l2', weight: 1, epsilon: 1e-3 }]);
    expect(parseOptions(term(laplacian)).regularizers).toEqual([
      { ...laplacian, form: 'row-softmin' },
    ]);
  });

  test('the type of options follows the schema', () => {
    expectTypeOf<{ method: 'dmf'; stopping: { steps: number } }>().toExtend<Options>();
    expectTypeOf<{ method: 'nothing' }>().not.toExtend<Options>();
  });
});

describe('one line for each fault', () => {
  test.each<[unknown, string]>([
    [5, 'Expected an object for options but received 5 (of type number)'],
    [null, 'Expected an object for options but received null'],
    [
      { method: 'airnt' },
      'Expected a method that `lacuna methods` lists for method but received "airnt" ' +
        '(of type string); did you mean "airnet"?',
    ],
    [
      { method: 3 },
      'Expected a method that `lacuna methods` lists for method but received 3 (of type number)',
    ],
    [{ metod: 'dmf' }, 'Unknown option "metod"; did you mean "method"?'],
    [{ steps: 3 }, 'Unknown option "steps"; did you mean "stopping.steps"?'],
    [{ qqqqqq: 3 }, 'Unknown option "qqqqqq"'],
    [
      { optimizer: { learningRat: 1 } },
      'Unknown option "optimizer.learningRat"; did you mean "optimizer.learningRate"?',
    ],
    [
      term({ ...laplacian, form: 'row-softmin', weigth: 1 }),
      'Unknown option "regularizers[0].weigth"; did you mean "regularizers[0].weight"?',
    ],
    [
      start({ type: 'normal', mean: 0, standardDeviation: 1, qq: 1 }),
      'Unknown option "representation.start.qq"',
    ],
    [
      { optimizer: { learningRate: 'x' } },
      'Expected a number > 0 for optimizer.learningRate but received "x" (of type string)',
    ],
    [
      { optimizer: { learningRate: 0 } },
      'Expected a number > 0 for optimizer.learningRate but received 0 (of type number)',
    ],
    [
      { optimizer: { learningRate: Number.NaN } },
      'Expected a number > 0 for optimizer.learningRate but received NaN (of type number)',
    ],
    [
      { optimizer: { learningRate: Number.POSITIVE_INFINITY } },
      'Expected a number > 0 for optimizer.learningRate but received Infinity (of type number)',
    ],
    [
      { optimizer: { beta2: 1 } },
      'Expected a number in [0, 1) for optimizer.beta2 but received 1 (of type number)',
    ],
    [
      { optimizer: { type: 'sgd' } },
      'Expected one of "adam", "gradient-descent", "group-rmsprop", "irprop" for optimizer.type ' +
        'but received "sgd" (of type string)',
    ],
    [
      { optimizer: { type: 'group-rmsprop', beta: 1 } },
      'Expected a number in [0, 1) for optimizer.beta but received 1 (of type number)',
    ],
    [
      { optimizer: { type: 'gradient-descent', momentum: 0.9 } },
      'Unknown option "optimizer.momentum"',
    ],
    [
      { seed: -1 },
      'Expected an integer from 0 to 2^53 − 1 for seed but received -1 (of type number)',
    ],
    [
      { seed: 2 ** 53 },
      'Expected an integer from 0 to 2^53 − 1 for seed but received 9007199254740992 ' +
        '(of type number)',
    ],
    [
      { threads: 0 },
      'Expected an integer in [1, 65535] or "auto" for threads but received 0 (of type number)',
    ],
    [
      { threads: 'all' },
      'Expected an integer in [1, 65535] or "auto" for threads but received "all" (of type string)',
    ],
    [
      { device: 'cpu', precision: 'bf16x3' },
      'Expected "auto" or "float32" beside device "cpu" for precision but received "bf16x3" (of type string)',
    ],
    [
      { device: 'cud' },
      'Expected one of "auto", "cpu", "cuda", "cuda:N" for device but received "cud" (of type string); ' +
        'did you mean "cuda"?',
    ],
    [
      { bounds: [1, 0] },
      'Expected two numbers [low, high] with low <= high for bounds but received [1, 0]',
    ],
    [
      { bounds: [0, Number.NaN] },
      'Expected a finite number for bounds[1] but received NaN (of type number)',
    ],
    [
      { keepObserved: 1 },
      'Expected true or false for keepObserved but received 1 (of type number)',
    ],
    [
      { scale: 'minmax' },
      "Expected 'observed', 'none' or two numbers [low, high] with low < high for scale but received \"minmax\" (of type string)",
    ],
    [
      { traceEvery: 1.5 },
      'Expected an integer >= 0 for traceEvery but received 1.5 (of type number)',
    ],
    [
      { onProgress: true },
      'Expected a function for onProgress but received true (of type boolean)',
    ],
    [{ signal: {} }, 'Expected an AbortSignal for signal but received an object'],
    [{ mask: 3 }, 'Expected a mask of 0 and 1 for mask but received 3 (of type number)'],
    [
      { representation: { depth: 0 } },
      'Expected an integer in [1, 1000] for representation.depth but received 0 (of type number)',
    ],
    [
      { representation: { depth: 2, widths: [3] } },
      'Expected an object with at most one of depth and widths for representation ' +
        'but received an object',
    ],
    [
      { representation: { widths: [4, 0] } },
      'Expected an integer in [1, 4294967295] for representation.widths[1] but received 0 ' +
        '(of type number)',
    ],
    [
      start({ type: 'norml' }),
      'Expected one of "normal", "uniform", "scaled-normal", "orthogonal", "identity", "given" ' +
        'for representation.start.type but received "norml" (of type string); ' +
        'did you mean "normal"?',
    ],
    [
      start({ type: 'orthogonal', scale: 0 }),
      'Expected a number > 0 for representation.start.scale but received 0 (of type number)',
    ],
    [
      start({ type: 'identity' }),
      'Expected a number > 0 for representation.start.scale but received undefined',
    ],
    [
      term({ ...laplacian, start: { type: 'orthogonal', scale: 1 } }),
      'Expected one of "normal", "uniform", "given", "given-laplacian" for regularizers[0].start.type ' +
        'but received "orthogonal" (of type string)',
    ],
    [
      start({ type: 'normal', mean: 0, standardDeviation: -1 }),
      'Expected a number >= 0 for representation.start.standardDeviation but received -1 ' +
        '(of type number)',
    ],
    [
      start({ type: 'uniform', low: 1, high: 0 }),
      'Expected a uniform start with low < high for representation.start but received an object',
    ],
    [
      start({ type: 'given', values: [7] }),
      'Expected a matrix for representation.start.values[0] but received 7 (of type number)',
    ],
    [
      term({ ...laplacian, weight: -1 }),
      'Expected a number >= 0 or "range-per-entry" or an object with schedule, pairs [step, λ] ' +
        'with ascending steps and λ >= 0 (> 0 with interpolation log) for regularizers[0].weight but received -1 ' +
        '(of type number)',
    ],
    [
      term({ ...laplacian, weight: Number.NaN }),
      'Expected a number >= 0 or "range-per-entry" or an object with schedule, pairs [step, λ] ' +
        'with ascending steps and λ >= 0 (> 0 with interpolation log) for regularizers[0].weight but received NaN ' +
        '(of type number)',
    ],
    [
      term({ type: 'tv-l1' }),
      'Expected a number >= 0 or "range-per-entry" or an object with schedule, pairs [step, λ] ' +
        'with ascending steps and λ >= 0 (> 0 with interpolation log) for regularizers[0].weight ' +
        'but received undefined',
    ],
    [
      term({ ...laplacian, over: 'row' }),
      'Expected "rows", "cols" or an object { blocks, relate } for regularizers[0].over ' +
        'but received "row" (of type string); did you mean "rows"?',
    ],
    [
      term({ ...laplacian, over: ['rows'] }),
      'Expected "rows", "cols" or an object { blocks, relate } for regularizers[0].over ' +
        'but received an array of length 1',
    ],
    [
      over({ blocks }),
      'Expected one of "positions", "blocks" for regularizers[0].over.relate but received undefined',
    ],
    [
      over({ blocks, relate: 'block' }),
      'Expected one of "positions", "blocks" for regularizers[0].over.relate but received "block" ' +
        '(of type string); did you mean "blocks"?',
    ],
    [
      over({ relate: 'blocks' }),
      'Expected an object for regularizers[0].over.blocks but received undefined',
    ],
    [
      over({ blocks: { ...blocks, height: 0 }, relate: 'blocks' }),
      'Expected an integer in [1, 4294967295] for regularizers[0].over.blocks.height ' +
        'but received 0 (of type number)',
    ],
    [
      over({ blocks: { height: 2 }, relate: 'blocks' }),
      'Expected an integer in [1, 4294967295] for regularizers[0].over.blocks.width ' +
        'but received undefined',
    ],
    [
      over({ blocks: { ...blocks, stride: [1, Number.NaN] }, relate: 'blocks' }),
      'Expected an integer >= 1 or two of them [rows, columns] for regularizers[0].over.blocks.stride ' +
        'but received [1, NaN]',
    ],
    [
      over({ blocks: { ...blocks, stride: 1.5 }, relate: 'blocks' }),
      'Expected an integer >= 1 or two of them [rows, columns] for regularizers[0].over.blocks.stride ' +
        'but received 1.5 (of type number)',
    ],
    [
      over({ blocks: { ...blocks, hight: 1 }, relate: 'blocks' }),
      'Unknown option "regularizers[0].over.blocks.hight"; ' +
        'did you mean "regularizers[0].over.blocks.height"?',
    ],
    [
      term({ type: 'tv-l3', weight: 1 }),
      'Expected one of "adaptive-laplacian", "dirichlet", "tv-l1", "tv-l2", "tv-squared", ' +
        '"laplacian-stencil" for regularizers[0].type but received "tv-l3" (of type string); ' +
        'did you mean "tv-l1"?',
    ],
    [
      term({ type: 'tv-squared', weight: 1, epsilon: 1 }),
      'Unknown option "regularizers[0].epsilon"',
    ],
    [
      term({ type: 'laplacian-stencil', weight: 1, form: 'plate' }),
      'Expected one of "norm", "thin-plate" for regularizers[0].form but received "plate" ' +
        '(of type string)',
    ],
    [
      { representation: { type: 'network' } },
      'Expected one of "factor-chain", "activated-network", "latent-network", "spectral-chain", "schatten-blocks" for representation.type ' +
        'but received "network" (of type string)',
    ],
    [{ representation: { activation: 'tanh' } }, 'Unknown option "representation.activation"'],
    [
      { representation: { type: 'activated-network', activation: 'tahn' } },
      'Expected one of "linear", "relu", "sigmoid", "tanh", "tanh-opt" for representation.activation ' +
        'but received "tahn" (of type string); did you mean "tanh"?',
    ],
    [
      { representation: { type: 'activated-network', depth: 2, widths: [3] } },
      'Expected an object with at most one of depth and widths, and with biasStart only beside ' +
        'biases for representation but received an object',
    ],
    [
      {
        representation: {
          type: 'activated-network',
          biasStart: { type: 'normal', mean: 0, standardDeviation: 1 },
        },
      },
      'Expected an object with at most one of depth and widths, and with biasStart only beside ' +
        'biases for representation but received an object',
    ],
    [
      term({ type: 'tv-l2', weight: 1, epsilon: 0 }),
      'Expected a number > 0 for regularizers[0].epsilon but received 0 (of type number)',
    ],
    [
      { fidelity: 'mae' },
      'Expected one of "mse", "mse-observed", "half-mean-rows", "sse", "half-sse", "l1" for fidelity but received "mae" (of type string); ' +
        'did you mean "mse"?',
    ],
    [
      { stopping: { steps: -1 } },
      'Expected an integer >= 0 for stopping.steps but received -1 (of type number)',
    ],
    [
      { stopping: { tolerance: Number.NaN } },
      'Expected a number >= 0 for stopping.tolerance but received NaN (of type number)',
    ],
    [
      { stopping: { window: 0 } },
      'Expected an integer >= 1 for stopping.window but received 0 (of type number)',
    ],
  ])('%j', (options, message) => {
    expect(messageFor(options)).toBe(message);
  });

  test('of several faults the first is told', () => {
    expect(messageFor({ seed: -1, threads: 0 })).not.toContain('\n');
  });
});

describe('json schema', () => {
  test('every option says what it is', () => {
    const options = Object.entries(optionsJsonSchema().properties ?? {});
    expect(options.length).toBeGreaterThan(10);
    for (const [name, node] of options) expect(node.description, name).toBeTruthy();
  });

  test('carries ranges and defaults', () => {
    const { seed, optimizer } = optionsJsonSchema().properties ?? {};
    expect(seed).toMatchObject({ type: 'integer', minimum: 0, default: 0 });
    expect(optimizer?.properties?.learningRate).toMatchObject({ exclusiveMinimum: 0 });
  });
});

describe('nearest name', () => {
  test.each([
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['flaw', 'lawn', 2],
    ['same', 'same', 0],
  ])('distance from %j to %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });

  test('is the closest one, or none when all are far', () => {
    expect(nearest('AirNet', ['dmf', 'airnet', 'airnet-paper'])).toBe('airnet');
    expect(nearest('zzzz', ['dmf', 'airnet'])).toBeUndefined();
  });
});
