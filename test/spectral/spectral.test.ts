import { describe, expect, test } from 'vitest';
import { complete, completeBatch, type Options, type Representation } from '../../src/index.js';

type Spectral = Extract<Representation, { readonly type: 'spectral-chain' }>;

/** A path of k vertices. */
function path(k: number): number[][] {
  return Array.from({ length: k }, (_, i) =>
    Array.from({ length: k }, (_, j) => (Math.abs(i - j) === 1 ? 1 : 0)),
  );
}

const [rows, cols] = [8, 11];
const truth = Float32Array.from({ length: rows * cols }, (_, k) => {
  const [i, j] = [Math.floor(k / cols), k % cols];
  return 2 + Math.cos(i / 3) * Math.cos(j / 4);
});
const input = { data: truth.map((x, k) => (k % 3 ? x : Number.NaN)), rows, cols };

const chain: Spectral = {
  type: 'spectral-chain',
  rows: { adjacency: path(rows), dirichlet: 0.01 },
  cols: { adjacency: path(cols), dirichlet: 0.02, band: 6 },
};

function run(representation: Partial<Spectral>, options: Options = {}) {
  return complete(input, {
    method: 'sgmc',
    keepObserved: false,
    stopping: { steps: 50 },
    ...options,
    representation: { ...chain, ...representation } as Spectral,
  });
}

describe('a spectral chain', () => {
  test('has its energies as loss terms, beside those of regularizers', async () => {
    const { loss } = await run(
      { rows: { ...chain.rows, adjacency: path(rows), dirichlet: 1, diagonal: 1 } },
      { regularizers: [{ type: 'dirichlet', over: 'rows', weight: 1, adjacency: path(rows) }] },
    );
    const names = ['dirichletRows', 'dirichletCols', 'diagonalRows', 'dirichletRows_2'];
    expect(Object.keys(loss)).toEqual(['total', 'fidelity', ...names]);
    // The same energy, of X and of its coefficients.
    expect((loss.dirichletRows as number) / (loss.dirichletRows_2 as number)).toBeCloseTo(1, 4);
  });

  test('has only the terms whose weight is not 0 and whose factor is trained', async () => {
    const weights = { dirichlet: 0, diagonal: 1 };
    const sides = {
      rows: { adjacency: path(rows), ...weights },
      cols: { adjacency: path(cols), ...weights },
    };
    const names = async (more: Partial<Spectral>) =>
      Object.keys((await run({ ...sides, ...more })).loss).slice(2);
    expect(await names({})).toEqual(['diagonalRows', 'diagonalCols']);
    expect(await names({ train: ['C', 'Q'] })).toEqual(['diagonalCols']);
    expect(await names({ train: ['C'] })).toEqual([]);
  });

  test('of a band lies in the span of so many eigenvectors', async () => {
    const constant = { rows: { ...chain.rows, adjacency: path(rows), band: 1 } };
    const { matrix } = await run({ ...constant, start: { type: 'projected' } });
    // The lowest eigenvector of a connected graph is constant: so is every column.
    for (let k = cols; k < rows * cols; k++) {
      expect(matrix.data[k] as number).toBeCloseTo(matrix.data[k % cols] as number, 4);
    }
  });

  test('without a graph on a side has the unit vectors there', async () => {
    const { loss, steps } = await run({ cols: undefined });
    expect(steps).toBe(50);
    expect(Object.keys(loss).slice(2)).toEqual(['dirichletRows']);
  });

  test('trains on any choice of factors, with either optimizer, to the same bits', async () => {
    for (const train of [['C'], ['P', 'Q'], ['Q', 'C', 'P']] as Spectral['train'][]) {
      for (const type of ['adam', 'gradient-descent'] as const) {
        const options: Options = { optimizer: { type, learningRate: 1e-3 } };
        const start = { type: 'identity', scale: 1 } as const;
        const one = await run({ train, start }, { ...options, threads: 1 });
        const two = await run({ train, start }, { ...options, threads: 2 });
        expect(two.matrix).toEqual(one.matrix);
        const before = await run({ train, start }, { ...options, stopping: { steps: 0 } });
        expect(one.loss.total).toBeLessThan(before.loss.total);
      }
    }
  });

  test('a batch has the bits of single runs', async () => {
    const options = { method: 'sgmc', stopping: { steps: 20 } } as const;
    const results = await completeBatch([input, input], { ...options, concurrency: 2 });
    const alone = await complete(input, options);
    for (const result of results) {
      expect(result.status === 'completed' && result.completion.matrix).toEqual(alone.matrix);
    }
  });

  test('projected: the lowest coefficients of the data', async () => {
    const stopping = { steps: 0 };
    const narrow = await run({ start: { type: 'projected', rows: 2, cols: 3 } }, { stopping });
    const sides = {
      rows: { adjacency: path(rows), band: 2 },
      cols: { adjacency: path(cols), band: 3 },
    };
    const all = await run({ ...sides, start: { type: 'projected' } }, { stopping });
    narrow.matrix.data.forEach((x, k) => {
      expect(x).toBeCloseTo(all.matrix.data[k] as number, 5);
    });
  });

  test('the preset takes graphs of the data', async () => {
    const { loss, matrix } = await complete(input, { method: 'sgmc' });
    expect(loss.dirichletRows).toBeGreaterThan(0);
    expect(loss.dirichletCols).toBeGreaterThan(0);
    const error = truth.reduce((sum, x, k) => sum + Math.abs((matrix.data[k] as number) - x), 0);
    expect(error / truth.length).toBeLessThan(0.15);
  });
});

describe('refused', () => {
  test.each<[Partial<Spectral> & Record<string, unknown>, RegExp]>([
    [
      { cols: { adjacency: path(cols), band: 12 } },
      /^Expected an integer in \[1, 11\] for representation\.cols\.band but received 12 /,
    ],
    [
      { cols: { adjacency: path(4) } },
      /^Expected a 11×11 matrix for representation\.cols\.adjacency but received one of 4×4$/,
    ],
    [{ cols: { band: 3 } }, /^Expected an object with exactly one of laplacian, adjacency/],
    [
      { cols: { adjacency: path(cols), dirichlet: -1 } },
      /^Expected a number >= 0 for representation\.cols\.dirichlet but received -1 /,
    ],
    [
      { cols: { adjacency: path(cols), diagonal: Number.NaN } },
      /^Expected a number >= 0 for representation\.cols\.diagonal but received NaN /,
    ],
    [
      { train: [] },
      /^Expected an array of at least one of P, C and Q for representation\.train but /,
    ],
    [{ train: ['C', 'C'] }, /^Expected an object whose train names factors once/],
    [
      { train: ['P'], start: { type: 'projected' } },
      /^Expected an object whose train .* with C among them where start is projected/,
    ],
    [
      { start: { type: 'projected', cols: 7 } },
      /^Expected an integer in \[1, 6\] for representation\.start\.cols but received 7 /,
    ],
    [{ widths: [3] }, /^Unknown option "representation\.widths"/],
  ])('%j', async (representation, message) => {
    await expect(run(representation)).rejects.toThrow(message);
  });

  test('no graph at all, where the method has none', async () => {
    await expect(
      complete(input, { method: 'dmf', representation: { type: 'spectral-chain' } }),
    ).rejects.toThrow(/^Expected rows or cols with a graph for representation but received /);
  });
});
