import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  complete,
  type MatrixLike,
  type Options,
  type Regularizer,
  type Representation,
} from '../src/index.js';

/**
 * Independent float64 values of loss terms and Adam trajectories, through the public API. Loss terms
 * must agree to 1e-5, what follows from steps to 1e-4.
 */

interface Tensor {
  readonly shape: readonly [number, number];
  readonly data: readonly number[];
}

type Tensors = Readonly<Record<string, Tensor>>;

interface Term {
  readonly type: 'adaptive' | 'dirichlet' | 'tv-l1' | 'tv-l2';
  readonly over: 'rows' | 'cols';
  readonly form: 'row-softmin' | 'global-softmax';
  readonly weight: number;
  readonly epsilon?: number;
}

interface Case {
  readonly name: string;
  readonly model: 'dmf' | 'airnet' | 'rdmf';
  readonly activation: 'linear' | 'relu' | 'sigmoid' | 'tanh';
  readonly fidelity: 'mse' | 'sse' | 'l1';
  readonly regularizers: readonly Term[];
  readonly constants: Tensors;
  readonly parameters: Tensors;
  readonly terms: Readonly<Record<string, number>>;
  readonly loss: number;
  readonly adam?: {
    readonly lr: number;
    readonly after: Readonly<Record<string, { loss: number; parameters: Tensors }>>;
  };
}

const folder = new URL('fixtures/reference/', import.meta.url);
const cases = readdirSync(folder).map(
  (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Case,
);

function matrix({ shape: [rows, cols], data }: Tensor): MatrixLike {
  return { data, rows, cols };
}

function tensor(tensors: Tensors, name: string): Tensor {
  const found = tensors[name];
  if (!found) throw new Error(`no ${name} in the case`);
  return found;
}

/** `factor0`, `factor1`, … or the same of another kind. */
function listOf(parameters: Tensors, kind: 'factor' | 'weight' | 'bias'): Tensor[] {
  const count = Object.keys(parameters).filter((name) => name.startsWith(kind)).length;
  return Array.from({ length: count }, (_, i) => tensor(parameters, `${kind}${i}`));
}

function given(tensors: readonly Tensor[]) {
  return { type: 'given' as const, values: tensors.map(matrix) };
}

function representation({ model, activation, parameters }: Case): Representation {
  if (model === 'rdmf') {
    const weights = listOf(parameters, 'weight');
    return {
      type: 'activated-network',
      activation,
      widths: weights.slice(0, -1).map(({ shape }) => shape[0]),
      biases: true,
      start: given(weights),
      biasStart: given(listOf(parameters, 'bias')),
    };
  }
  const factors = listOf(parameters, 'factor');
  return { widths: factors.slice(0, -1).map(({ shape }) => shape[1]), start: given(factors) };
}

function regularizer(term: Term, { constants, parameters }: Case): Regularizer {
  const { over, weight, form } = term;
  switch (term.type) {
    case 'adaptive': {
      const values = [matrix(tensor(parameters, `laplacian_${over}`))];
      return { type: 'adaptive-laplacian', over, weight, form, start: { type: 'given', values } };
    }
    case 'dirichlet':
      return {
        type: term.type,
        over,
        weight,
        laplacian: matrix(tensor(constants, `graph_${over}`)),
      };
    case 'tv-l1':
      return { type: term.type, weight };
    case 'tv-l2':
      return { type: term.type, weight, epsilon: term.epsilon };
  }
}

function run(reference: Case, steps: number) {
  const options: Options = {
    mask: matrix(tensor(reference.constants, 'mask')),
    scale: 'none',
    keepObserved: false,
    representation: representation(reference),
    fidelity: reference.fidelity,
    regularizers: reference.regularizers.map((term) => regularizer(term, reference)),
    optimizer: reference.adam ? { learningRate: reference.adam.lr } : {},
    stopping: { steps },
  };
  return complete(matrix(tensor(reference.constants, 'target')), options);
}

function product(a: Tensor, b: Tensor): Tensor {
  const [rows, inner] = a.shape;
  const cols = b.shape[1];
  const data = Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    let sum = 0;
    for (let l = 0; l < inner; l++) {
      sum += (a.data[i * inner + l] as number) * (b.data[l * cols + j] as number);
    }
    return sum;
  });
  return { shape: [rows, cols], data };
}

const sigma = {
  linear: (z: number) => z,
  relu: (z: number) => Math.max(z, 0),
  sigmoid: (z: number) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
};

/** X at the parameters. */
function produced({ model, activation }: Case, parameters: Tensors): readonly number[] {
  if (model !== 'rdmf') return listOf(parameters, 'factor').reduce(product).data;
  const biases = listOf(parameters, 'bias');
  const layer = (y: Tensor | undefined, weight: Tensor, i: number): Tensor => {
    const { shape, data } = y ? product(weight, y) : weight;
    const bias = biases[i] as Tensor;
    return { shape, data: data.map((z, k) => sigma[activation](z + (bias.data[k] as number))) };
  };
  return (listOf(parameters, 'weight').reduce(layer, undefined as Tensor | undefined) as Tensor)
    .data;
}

/** max|a − b| / max|b|; NaN when anything is not finite. */
function relativeError(actual: ArrayLike<number>, wanted: readonly number[]): number {
  let [difference, largest] = [0, 0];
  wanted.forEach((value, k) => {
    const error = Math.abs((actual[k] as number) - value);
    difference = Number.isNaN(error) ? Number.NaN : Math.max(difference, error);
    largest = Math.max(largest, Math.abs(value));
  });
  return actual.length === wanted.length ? difference / largest : Number.NaN;
}

test('the cases are there', () => {
  expect(cases.length).toBeGreaterThanOrEqual(15);
  expect(cases.every(({ name }) => /^(dmf|airnet|rdmf)-/.test(name))).toBe(true);
});

describe.each(cases)('$name', (reference) => {
  test('loss terms at the start', async () => {
    const { loss, matrix: x } = await run(reference, 0);
    const { total, ...terms } = loss;
    const wanted = Object.values(reference.terms);
    expect(relativeError([total], [reference.loss])).toBeLessThanOrEqual(1e-5);
    expect(Object.values(terms)).toHaveLength(wanted.length);
    Object.values(terms).forEach((term, i) => {
      expect(relativeError([term], [wanted[i] as number])).toBeLessThanOrEqual(1e-5);
    });
    const wantedX = produced(reference, reference.parameters);
    expect(relativeError(x.data, wantedX)).toBeLessThanOrEqual(1e-5);
  });

  const after = Object.entries(reference.adam?.after ?? {});
  test.runIf(after.length > 0).each(after)('after %s steps of Adam', async (steps, wanted) => {
    const { loss, matrix: x } = await run(reference, Number(steps));
    expect(relativeError([loss.total], [wanted.loss])).toBeLessThanOrEqual(1e-4);
    expect(relativeError(x.data, produced(reference, wanted.parameters))).toBeLessThanOrEqual(1e-4);
  });
});
