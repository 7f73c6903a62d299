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
  readonly model: 'dmf' | 'airnet' | 'rdmf' | 'sgmc';
  readonly activation: 'linear' | 'relu' | 'sigmoid' | 'tanh';
  readonly fidelity: 'mse' | 'sse' | 'l1';
  readonly regularizers: readonly Term[];
  readonly weights?: Readonly<Record<string, number>>;
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
const [spectral, others] = [true, false].map((is) =>
  cases.filter(({ model }) => (model === 'sgmc') === is),
) as [Case[], Case[]];

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

function transposed({ shape: [rows, cols], data }: Tensor): Tensor {
  const turned = data.map((_, at) => data[(at % rows) * cols + Math.floor(at / rows)] as number);
  return { shape: [cols, rows], data: turned };
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

/** One side of a spectral case: the Laplacian of its eigenvectors, and the sign of each in the engine. */
function sideOf({ constants }: Case, side: 'row' | 'col') {
  const basis = tensor(constants, `${side}_basis`);
  const values = tensor(constants, `${side}_eigenvalues`).data;
  const n = values.length;
  const entry = (i: number, k: number) => basis.data[i * n + k] as number;
  const laplacian = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return values.reduce((sum, value, k) => sum + value * entry(i, k) * entry(j, k), 0);
  });
  const signs = values.map((_, k) => {
    const vector = Array.from({ length: n }, (_, i) => entry(i, k));
    return Math.max(...vector) >= -Math.min(...vector) ? 1 : -1;
  });
  return { laplacian: { data: laplacian, rows: n, cols: n }, signs, basis };
}

describe.each(spectral)('$name', (reference) => {
  test('loss terms at the start', async () => {
    const { constants, parameters } = reference;
    const [rows, cols] = [sideOf(reference, 'row'), sideOf(reference, 'col')];
    const turned = ({ shape, data }: Tensor, signs: readonly number[]) =>
      matrix({
        shape,
        data: data.map((x, at) => x * (signs[Math.floor(at / shape[1])] as number)),
      });
    const [P, C, Q] = ['P', 'C', 'Q'].map((name) => tensor(parameters, name)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    const { mu_r, mu_c, rho_r, rho_c } = reference.weights as Record<string, number>;
    const { loss, matrix: x } = await complete(matrix(tensor(constants, 'target')), {
      mask: matrix(tensor(constants, 'mask')),
      scale: 'none',
      keepObserved: false,
      method: 'sgmc',
      representation: {
        type: 'spectral-chain',
        rows: { laplacian: rows.laplacian, dirichlet: mu_r, diagonal: rho_r },
        cols: { laplacian: cols.laplacian, dirichlet: mu_c, diagonal: rho_c },
        start: { type: 'given', values: [turned(P, rows.signs), matrix(C), turned(Q, cols.signs)] },
      },
      stopping: { steps: 0 },
    });
    const { data, dirichlet_rows, dirichlet_cols, diagonal_rows, diagonal_cols } = reference.terms;
    const wanted = { fidelity: data, dirichletRows: dirichlet_rows, dirichletCols: dirichlet_cols };
    const all = { ...wanted, diagonalRows: diagonal_rows, diagonalCols: diagonal_cols };
    expect(Object.keys(loss)).toEqual(['total', ...Object.keys(all)]);
    for (const [name, value] of Object.entries({ total: reference.loss, ...all })) {
      expect(relativeError([loss[name] as number], [value as number])).toBeLessThanOrEqual(1e-5);
    }
    const chain = [rows.basis, P, C, transposed(Q), transposed(cols.basis)];
    expect(relativeError(x.data, chain.reduce(product).data)).toBeLessThanOrEqual(1e-5);
  });
});

test('the cases are there', () => {
  expect(cases.length).toBeGreaterThanOrEqual(15);
  expect(others.every(({ name }) => /^(dmf|airnet|rdmf)-/.test(name))).toBe(true);
  expect(spectral.length).toBe(2);
});

describe.each(others)('$name', (reference) => {
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
