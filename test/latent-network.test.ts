import { beforeAll, describe, expect, test } from 'vitest';
import { type Completion, complete, foldIn, type Matrix, measure, methods } from '../src/index.js';
import { estimateBytes } from '../src/memory.js';
import { resolveParts } from '../src/methods/resolve.js';
import { parseOptions } from '../src/options/parse.js';
import type { Options } from '../src/options/schema.js';
import { uniform } from '../src/random.js';

function draws(seed: number): () => number {
  let index = 0;
  return () => uniform(seed, index++);
}

const rows = 150;
const held = 40;
const cols = 30;

/** Rows on a surface: a random network of tanh units on two coordinates. */
function surface(seed: number): Matrix {
  const draw = draws(seed);
  const symmetric = () => 2 * draw() - 1;
  const units = Array.from({ length: 12 }, () => [
    2.5 * symmetric(),
    2.5 * symmetric(),
    symmetric(),
  ]);
  const out = Array.from({ length: cols }, () => units.map(() => symmetric()));
  const data = new Float64Array((rows + held) * cols);
  for (let i = 0; i < rows + held; i++) {
    const at = [symmetric(), symmetric()] as const;
    const hidden = units.map(([a = 0, b = 0, c = 0]) => Math.tanh(a * at[0] + b * at[1] + c));
    for (let j = 0; j < cols; j++) {
      data[i * cols + j] = hidden.reduce((sum, h, k) => sum + h * (out[j]?.[k] ?? 0), 0);
    }
  }
  return { data, rows: rows + held, cols };
}

const slice = ({ data }: Matrix, first: number, count: number): Matrix => ({
  data: data.slice(first * cols, (first + count) * cols),
  rows: count,
  cols,
});

/** 40 % of the entries are missing. */
function holes(matrix: Matrix, seed: number) {
  const draw = draws(seed);
  const mask = Uint8Array.from(matrix.data, () => (draw() < 0.6 ? 1 : 0));
  return {
    mask,
    input: { ...matrix, data: matrix.data.map((x, k) => (mask[k] ? x : Number.NaN)) },
  };
}

const nmae = (completion: Completion, truth: Matrix, mask: Uint8Array) =>
  measure(completion.matrix, truth, { data: mask, rows: truth.rows, cols: truth.cols }).nmae;

const network = { type: 'latent-network' as const, latent: 2, widths: [20] };
/** As the program: values as they are, of size 1 or so. */
const settings = { method: 'dmf-fan', scale: 'none', threads: 1 } as const;

describe('rows on a curved surface', () => {
  const all = surface(3);
  const truth = slice(all, 0, rows);
  const others = slice(all, rows, held);
  const { mask, input } = holes(truth, 4);
  const unseen = holes(others, 5);
  let trained: Completion;

  beforeAll(async () => {
    trained = await complete(input, { ...settings, representation: network, parameters: true });
  });

  test('a network of two inputs beats chains of the same width', async () => {
    const linear = { ...network, activation: 'linear' as const };
    const same = await complete(input, { ...settings, representation: linear });
    const chain = await complete(input, { method: 'dmf', representation: { widths: [2] } });

    const own = nmae(trained, truth, mask);
    expect(own).toBeLessThan(nmae(same, truth, mask) / 3);
    expect(own).toBeLessThan(nmae(chain, truth, mask) / 3);
  });

  test('losses are named, and what is observed is kept', () => {
    expect(Object.keys(trained.loss)).toEqual(['total', 'fidelity', 'weightDecay', 'latentDecay']);
    expect(trained.matrix.data.filter((_, k) => mask[k])).toEqual(
      truth.data.filter((_, k) => mask[k]),
    );
  });

  test('what was learned gives the terms of the loss', () => {
    const { latent, weights, biases, scale } = trained.parameters ?? expect.fail('no parameters');
    const shape = (m: Matrix) => [m.rows, m.cols];
    expect(shape(latent)).toEqual([rows, 2]);
    expect(weights.map(shape)).toEqual([
      [2, 20],
      [20, cols],
    ]);
    expect(biases.map(shape)).toEqual([
      [1, 20],
      [1, cols],
    ]);
    expect(scale).toBe('none');
    const squares = ({ data }: Matrix) => Array.from(data).reduce((sum, x) => sum + x * x, 0);
    const decay = 0.005 * weights.reduce((sum, weight) => sum + squares(weight), 0);
    expect(trained.loss.weightDecay).toBeCloseTo(decay, 5);
    expect(trained.loss.latentDecay).toBeCloseTo((0.01 / (2 * rows)) * squares(latent), 6);
  });

  test('rows that were not there are completed with the network as it is', async () => {
    const folded = await foldIn(trained, unseen.input, { parameters: true });
    const mean = nmae(await complete(unseen.input, means), others, unseen.mask);
    expect(nmae(folded, others, unseen.mask)).toBeLessThan(mean / 10);
    expect(folded.method).toBe('dmf-fan');
    expect(folded.parameters?.weights).toEqual(trained.parameters?.weights);
    expect(folded.parameters?.biases).toEqual(trained.parameters?.biases);
    expect(folded.parameters?.scale).toEqual(trained.parameters?.scale);
    expect(folded.parameters?.latent.rows).toBe(held);
    // Once more, from what was folded in.
    const again = await foldIn(folded, unseen.input);
    expect(again.matrix).toEqual(folded.matrix);
    expect(again).not.toHaveProperty('parameters');
  });

  test('a scale of the data is kept for other rows', async () => {
    const options = { method: 'dmf-fan', representation: network, threads: 1 } as const;
    const stopping = { steps: 100 };
    const scaled = await complete(input, { ...options, stopping, parameters: true });
    const observed = truth.data.filter((_, k) => mask[k]);
    const range = [Math.min(...observed), Math.max(...observed)] as const;
    expect(scaled.parameters?.scale).toEqual(range);
    const folded = await foldIn(scaled, unseen.input, { stopping, parameters: true });
    expect(folded.parameters?.scale).toEqual(range);
    const mean = nmae(await complete(unseen.input, means), others, unseen.mask);
    expect(nmae(folded, others, unseen.mask)).toBeLessThan(mean / 2);
  });

  test('one entry, or equal ones, are no constant matrix to a network', async () => {
    const row = new Float64Array(cols).fill(Number.NaN);
    row[3] = 0.25;
    const { matrix, stopReason } = await foldIn(trained, { data: row, rows: 1, cols });
    expect(stopReason).toBe('steps');
    expect(matrix.data[3]).toBe(0.25);
    expect(new Set(matrix.data).size).toBeGreaterThan(cols / 2);
  });

  test('rows of another length, and completions without parameters', async () => {
    await expect(foldIn(trained, [[1, 2, 3]])).rejects.toThrow(
      'Expected rows of 30 entries, as the network makes them, for input but received rows of 3',
    );
    await expect(foldIn({ method: 'dmf' }, [[1, 2, 3]])).rejects.toThrow(
      'Expected a completion with parameters for completion but received one without',
    );
  });
});

/** One layer from no input: a mean for each column. */
const means = {
  method: 'dmf-fan',
  representation: {
    ...network,
    latent: 1,
    widths: [],
    trainable: 'latent',
    weights: [[Array(cols).fill(0)]],
    biases: [[Array(cols).fill(0.5)]],
  },
} satisfies Options;

describe('options', () => {
  const small = [
    [1, 2, null],
    [3, null, 5],
  ];
  const refusal = (options: Options) => complete(small, { method: 'dmf-fan', ...options });

  test.each([
    [{ latent: 0 }, 'an integer in [1, 4294967295] for representation.latent but received 0'],
    [{ weightDecay: -1 }, 'a number >= 0 for representation.weightDecay but received -1'],
    [{ latentDecay: Number.NaN }, 'a number >= 0 for representation.latentDecay but received NaN'],
    [
      { trainable: 'latent' },
      'an object with weights and biases or neither, and with trainable latent only beside them ' +
        'for representation',
    ],
    [{ weights: [[[1]]] }, 'an object with weights and biases or neither, and with trainable'],
    [
      { latent: 1, widths: [], weights: [[[1, 2]]], biases: [[[1, 2, 3]]] },
      'a 1×3 matrix for representation.weights[0] but received one of 1×2',
    ],
    [
      { latent: 1, widths: [2], weights: [[[1, 2]]], biases: [[[1, 2, 3]]] },
      'an array of length 2 for representation.weights',
    ],
    [
      { latentStart: { type: 'given', values: [[[1]]] }, latent: 1 },
      'a 2×1 matrix for representation.latentStart.values[0] but received one of 1×1',
    ],
    [
      { start: { type: 'orthogonal', scale: 1 } },
      'one of "glorot-uniform", "normal", "uniform" for representation.start.type',
    ],
    [
      { activation: 'tanhopt' },
      'one of "linear", "relu", "sigmoid", "tanh", "tanh-opt" for representation.activation',
    ],
  ])('%j is refused', async (part, message) => {
    const representation = { type: 'latent-network', ...part } as Options['representation'];
    await expect(refusal({ representation } as Options)).rejects.toThrow(`Expected ${message}`);
  });

  test('steps of irprop are in order, and it has no learning rate', async () => {
    await expect(refusal({ optimizer: { initialStep: 100 } })).rejects.toThrow(
      'Expected an initial step within minStep and maxStep, 0 and 50, for optimizer.initialStep ' +
        'but received 100',
    );
    await expect(refusal({ optimizer: { increase: 1 } })).rejects.toThrow('optimizer.increase');
    await expect(refusal({ optimizer: { decrease: 1 } })).rejects.toThrow('optimizer.decrease');
    await expect(refusal({ optimizer: { learningRate: 1 } })).rejects.toThrow(
      'Expected one of "initialStep", "minStep", "maxStep", "increase", "decrease" for optimizer ' +
        'of type irprop but received "learningRate"',
    );
  });

  test('parameters are those of a latent network', async () => {
    await expect(complete(small, { parameters: true })).rejects.toThrow(
      'Expected false for a representation other than latent-network for parameters',
    );
  });

  test('irprop trains other methods, and other optimizers the network', async () => {
    const stopping = { steps: 50 };
    const chain = await complete(small, { optimizer: { type: 'irprop' }, stopping });
    expect(chain.loss.total).toBeLessThan(chain.trace[0]?.loss.total ?? 0);
    const adam = await refusal({ optimizer: { type: 'adam', learningRate: 0.01 }, stopping });
    expect(adam.loss.total).toBeLessThan(adam.trace[0]?.loss.total ?? 0);
  });

  test('a chain in its place starts as that of the default method', () => {
    const parts = resolveParts(parseOptions({ method: 'dmf-fan', representation: { depth: 2 } }));
    const [first] = methods();
    expect(parts.representation).toEqual({ ...first?.defaults.representation, depth: 2 });
  });

  test('memory: the network that is handed out, or is given, counts', () => {
    const representation = { type: 'latent-network' as const, latent: 1000, widths: [1000] };
    const estimate = (options: Options) =>
      estimateBytes({ rows: 10, cols: 1000 }, parseOptions({ method: 'dmf-fan', ...options }));
    const plain = estimate({ representation });
    // Two matrices of 4 MB with two gradients and a step each.
    expect(plain).toBeGreaterThan(2 * 4 * 4e6);
    // The engine's copy and the one that is returned.
    expect(estimate({ representation, parameters: true }) - plain).toBeGreaterThan(4 * 4e6);
  });
});
