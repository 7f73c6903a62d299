import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linesOver, observedEntries } from '../src/graph/observed.js';
import { complete, completeSparse, type Options, type Regularizer } from '../src/index.js';
import { nativeOver } from '../src/over.js';
import { capture } from './cli/capture.js';

type Over = Extract<Regularizer, { type: 'dirichlet' }>['over'];
type OverBlocks = Exclude<Over, string>;
type Rows = number[][];

const rows = 11;
const cols = 9;
const x: Rows = Array.from({ length: rows }, (_, i) =>
  Array.from({ length: cols }, (_, j) => 0.5 + 0.3 * Math.sin(i / 2 + j) + 0.02 * ((i * j) % 5)),
);
const mask = x.map((row, i) => row.map((_, j) => ((i + 2 * j) % 3 ? 1 : 0)));

/** Overlapping blocks; on this shape a column is left over. */
const overlapping = { height: 3, width: 4, stride: [2, 2] } satisfies OverBlocks['blocks'];
/** Blocks that touch; a border is left over on either side. */
const touching = { height: 4, width: 4 } satisfies OverBlocks['blocks'];

/** T(X), one related vector a row, from the definition. */
function transformed(matrix: Rows, { blocks, relate }: OverBlocks): Rows {
  const { height, width, stride = [height, width] } = blocks;
  const [down, right] = typeof stride === 'number' ? [stride, stride] : stride;
  const vectors: Rows = [];
  for (let i = 0; i + height <= rows; i += down) {
    for (let j = 0; j + width <= cols; j += right) {
      vectors.push(matrix.slice(i, i + height).flatMap((row) => row.slice(j, j + width)));
    }
  }
  return relate === 'blocks' ? vectors : transposed(vectors);
}

function transposed(matrix: Rows): Rows {
  return (matrix[0] as number[]).map((_, j) => matrix.map((row) => row[j] as number));
}

/** Σ_ij S_ij ‖y_i − y_j‖²/2. */
function energy(y: Rows, similarities: Rows): number {
  let sum = 0;
  y.forEach((a, i) => {
    y.forEach((b, j) => {
      const square = a.reduce((total, value, k) => total + (value - (b[k] as number)) ** 2, 0);
      sum += ((similarities[i]?.[j] as number) * square) / 2;
    });
  });
  return sum;
}

/** (P + Pᵀ)/2 with P the softmax of −V over each row. */
function softmin(v: Rows): Rows {
  const p = v.map((row) => {
    const powers = row.map((value) => Math.exp(-value));
    const total = powers.reduce((sum, power) => sum + power, 0);
    return powers.map((power) => power / total);
  });
  return p.map((row, i) => row.map((value, j) => (value + (p[j]?.[i] as number)) / 2));
}

/** k×k values on a coarse grid, symmetric where asked for. */
function values(k: number, symmetric = false): Rows {
  return Array.from({ length: k }, (_, i) =>
    Array.from({ length: k }, (_, j) => ((symmetric ? i * j + i + j : 3 * i + 5 * j) % 7) / 4),
  );
}

/** A run whose X starts as given, on the scale of the values. */
function run(regularizers: Regularizer[], options: Options = {}) {
  return complete(x, {
    mask,
    scale: 'none',
    representation: { widths: [], start: { type: 'given', values: [x] } },
    regularizers,
    stopping: { steps: 0 },
    ...options,
  });
}

const overs: OverBlocks[] = (['positions', 'blocks'] as const).flatMap((relate) =>
  [overlapping, touching, { height: 2, width: 3, stride: 1 }].map((blocks) => ({ blocks, relate })),
);

describe.each(overs)('over $blocks, $relate', (over) => {
  const y = transformed(x, over);
  const name = over.relate === 'positions' ? 'Positions' : 'Blocks';

  test('an adaptive Laplacian has the value of its formula', async () => {
    const start = { type: 'given' as const, values: [values(y.length)] };
    const term = { type: 'adaptive-laplacian', over, weight: 0.7, start } as const;
    const { loss, laplacians } = await run([term], { laplacians: true });
    const wanted = 0.7 * energy(y, softmin(values(y.length)));
    expect(loss[`laplacian${name}`]).toBeCloseTo(wanted, 5);
    expect(Object.keys(loss)).toEqual(['total', 'fidelity', `laplacian${name}`]);
    expect(laplacians?.[over.relate]).toMatchObject({ rows: y.length, cols: y.length });
  });

  test('a Dirichlet energy has the value of its formula', async () => {
    const adjacency = values(y.length, true);
    const { loss } = await run([{ type: 'dirichlet', over, weight: 0.3, adjacency }]);
    const wanted = 0.3 * energy(y, adjacency);
    expect(Math.abs((loss[`dirichlet${name}`] as number) - wanted)).toBeLessThan(1e-5 * wanted);
  });

  test('training lowers the loss, with the same bits on two threads', async () => {
    const options = {
      laplacians: true,
      representation: { depth: 2 },
      stopping: { steps: 150 },
      optimizer: { learningRate: 5e-3 },
      traceEvery: 50,
      keepObserved: false,
    };
    const terms = [{ type: 'adaptive-laplacian', over, weight: 1e-3 }] as const;
    const [one, two] = await Promise.all([
      run([...terms], { ...options, threads: 1 }),
      run([...terms], { ...options, threads: 2 }),
    ]);
    const totals = one.trace.map(({ loss }) => loss.total);
    expect(totals.toSorted((a, b) => b - a)).toEqual(totals);
    expect(totals.at(-1)).toBeLessThan((totals[0] as number) / 2);
    expect(two.matrix).toEqual(one.matrix);
    expect(two.laplacians).toEqual(one.laplacians);
  });
});

test('several of each, with total variation: every term is its own', async () => {
  const [first, second] = [overs[0], overs[4]] as [OverBlocks, OverBlocks];
  const graph = (over: OverBlocks) => values(transformed(x, over).length, true);
  const regularizers: Regularizer[] = [
    { type: 'adaptive-laplacian', over: first, weight: 1 },
    { type: 'tv-l1', weight: 2 },
    { type: 'adaptive-laplacian', over: second, weight: 3 },
    { type: 'adaptive-laplacian', over: 'rows', weight: 4 },
    { type: 'dirichlet', over: second, weight: 5, adjacency: graph(second) },
    { type: 'adaptive-laplacian', over: first, weight: 6 },
    { type: 'dirichlet', over: first, weight: 7, adjacency: graph(first) },
    { type: 'tv-squared', weight: 8 },
  ];
  const starts = regularizers.map((part) =>
    part.type === 'adaptive-laplacian'
      ? { ...part, start: { type: 'normal' as const, mean: 0, standardDeviation: 0 } }
      : part,
  );
  const { loss, laplacians } = await run(starts, { laplacians: true });
  expect(Object.keys(loss).slice(2)).toEqual([
    'laplacianPositions',
    'tvL1',
    'laplacianBlocks',
    'laplacianRows',
    'dirichletBlocks',
    'laplacianPositions_2',
    'dirichletPositions',
    'tvSquared',
  ]);
  expect(Object.keys(laplacians ?? {})).toEqual(['positions', 'blocks', 'rows', 'positions_2']);
  for (const [index, term] of Object.keys(loss).slice(2).entries()) {
    const part = starts[index] as Regularizer;
    const alone = Object.values((await run([part])).loss).at(-1);
    expect(loss[term], term).toBe(alone);
  }
  expect(loss.laplacianPositions_2).toBeCloseTo(6 * (loss.laplacianPositions as number), 4);
});

describe('blocks of whole rows or columns are rows and columns', () => {
  const whole: [string, OverBlocks, 'rows' | 'cols'][] = [
    ['a block for each row', { blocks: { height: 1, width: cols }, relate: 'blocks' }, 'rows'],
    [
      'a position for each row',
      { blocks: { height: rows, width: 1 }, relate: 'positions' },
      'rows',
    ],
    ['a block for each column', { blocks: { height: rows, width: 1 }, relate: 'blocks' }, 'cols'],
    [
      'a position for each column',
      { blocks: { height: 1, width: cols }, relate: 'positions' },
      'cols',
    ],
  ];

  test.each(whole)('%s: training ends alike', async (_, over, axis) => {
    const options = { representation: { depth: 2 }, stopping: { steps: 200 } };
    const graph = { type: 'dirichlet', weight: 1e-2, fromData: { neighbours: 2 } } as const;
    const terms = (value: Over): Regularizer[] => [
      { type: 'adaptive-laplacian', over: value, weight: 1e-2 },
      { ...graph, over: value },
    ];
    const blocks = await run(terms(over), options);
    const lines = await run(terms(axis), options);
    expect(Object.values(blocks.loss)).toHaveLength(4);
    Object.values(blocks.loss).forEach((term, i) => {
      expect(term).toBeCloseTo(Object.values(lines.loss)[i] as number, 5);
    });
  });

  test.each(whole)('%s: what is observed is the same', (_, over, axis) => {
    const shape = { rows, cols };
    const entries = observedEntries(
      Float32Array.from(x.flat()),
      Uint8Array.from(mask.flat()),
      shape,
    );
    const blocks = linesOver(nativeOver(over, shape, ''), entries, shape);
    expect(blocks).toEqual(linesOver(axis, entries, shape));
  });
});

test('a graph of the data over overlapping blocks looks at what both observe', async () => {
  const shape = { rows, cols };
  const entries = observedEntries(Float32Array.from(x.flat()), Uint8Array.from(mask.flat()), shape);
  const missing = x.map((row, i) => row.map((value, j) => (mask[i]?.[j] ? value : Number.NaN)));
  for (const over of overs) {
    const y = transformed(missing, over);
    const {
      count,
      length,
      offsets,
      places,
      values: known,
    } = linesOver(nativeOver(over, shape, ''), entries, shape);
    expect([count, length]).toEqual([y.length, y[0]?.length]);
    y.forEach((vector, line) => {
      const [from, to] = [offsets[line], offsets[line + 1]];
      const there = vector.flatMap((value, place) => (Number.isNaN(value) ? [] : [[place, value]]));
      expect(Array.from(places.subarray(from, to))).toEqual(there.map(([place]) => place));
      expect(known.subarray(from, to)).toEqual(
        Float32Array.from(there, ([, value]) => value as number),
      );
    });
    const graph = { neighbours: 2 };
    const { loss } = await run([{ type: 'dirichlet', over, weight: 1, fromData: graph }]);
    expect(loss.total).toBeGreaterThan(0);
  }
});

describe('blocks that do not fit', () => {
  const name = 'regularizers[1].over.blocks';
  test.each<[string, OverBlocks, string]>([
    [
      'too high',
      { blocks: { height: 12, width: 2 }, relate: 'positions' },
      `Expected a block within 11×9 for ${name} but received one of 12×2`,
    ],
    [
      'too wide',
      { blocks: { height: 2, width: 10, stride: 1 }, relate: 'blocks' },
      `Expected a block within 11×9 for ${name} but received one of 2×10`,
    ],
    [
      'a single block',
      { blocks: { height: 6, width: 5 }, relate: 'blocks' },
      `Expected at least 2 blocks for ${name} but received 1, as blocks of 6×5 give`,
    ],
    [
      'a single position',
      { blocks: { height: 1, width: 1 }, relate: 'positions' },
      `Expected blocks of at least 2 positions for ${name} but received 1, as blocks of 1×1 give`,
    ],
  ])('%s', async (_, over, message) => {
    const other = { type: 'tv-l1', weight: 1 } as const;
    const terms: Regularizer[] = [
      { type: 'adaptive-laplacian', over, weight: 1 },
      { type: 'dirichlet', over, weight: 1, adjacency: [[0]] },
    ];
    for (const term of terms) {
      await expect(run([other, term])).rejects.toMatchObject({
        code: 'LACUNA_INVALID_OPTION',
        message,
      });
    }
  });

  test('a graph of another size', async () => {
    const over = overs[0] as OverBlocks;
    await expect(
      run([{ type: 'dirichlet', over, weight: 1, laplacian: values(11, true) }]),
    ).rejects.toMatchObject({
      code: 'LACUNA_INVALID_OPTION',
      message: 'Expected a 12×12 matrix for regularizers[0].laplacian but received one of 11×11',
    });
  });

  test('more blocks than memory has room for', async () => {
    const side = 2000;
    const input = { data: new Float32Array(side * side), rows: side, cols: side };
    input.data[0] = 1;
    const over = { blocks: { height: 2, width: 2, stride: 1 }, relate: 'blocks' } as const;
    await expect(
      complete(input, { regularizers: [{ type: 'adaptive-laplacian', over, weight: 1 }] }),
    ).rejects.toMatchObject({ code: 'LACUNA_OUT_OF_MEMORY' });
  });
});

test.each(['adaptive-laplacian', 'dirichlet'])(
  'sparse input takes no %s over blocks',
  async (type) => {
    const graph = type === 'dirichlet' ? { adjacency: [[0]] } : {};
    const term = { type, weight: 1, over: overs[0], ...graph } as unknown as never;
    await expect(
      completeSparse(
        { rows: 2, cols: 2, row: [0, 1], col: [0, 1], values: [1, 2] },
        { regularizers: [term] },
      ),
    ).rejects.toMatchObject({
      code: 'LACUNA_INVALID_OPTION',
      message:
        'Expected "rows" or "cols", all that sparse input takes, for regularizers[0].over ' +
        'but received an object',
    });
  },
);

describe('on the command line', () => {
  const set = (term: unknown) => ['--set', `regularizers=${JSON.stringify([term])}`];

  test('--set takes blocks, with the loss of the same options', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lacuna-blocks-'));
    try {
      const file = join(folder, 'input.csv');
      const missing = x.map((row, i) => row.map((value, j) => (mask[i]?.[j] ? value : null)));
      await writeFile(
        file,
        missing.map((row) => row.map((value) => value ?? '').join()).join('\n'),
      );
      const term = {
        type: 'adaptive-laplacian',
        over: overs[0] as OverBlocks,
        weight: 1e-3,
      } as const;
      const command = ['complete', file, '--json', '--steps', '20'];
      const { status, out, err } = await capture([...command, ...set(term)]);
      expect([status, err]).toEqual([0, '']);
      const { loss } = await complete(missing, { regularizers: [term], stopping: { steps: 20 } });
      expect(JSON.parse(out).loss).toEqual(loss);
      expect(loss.laplacianPositions).toBeGreaterThan(0);

      const large = { ...term, over: { blocks: { height: 12, width: 1 }, relate: 'blocks' } };
      const refused = await capture([...command, ...set(large)]);
      expect([refused.status, refused.err]).toEqual([
        2,
        'error: Expected a block within 11×9 for regularizers[0].over.blocks but received one of 12×1\n',
      ]);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
