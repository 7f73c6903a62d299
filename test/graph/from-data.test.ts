import { describe, expect, test } from 'vitest';
import { weightsFromData } from '../../src/graph/from-data.js';
import { nearestLines } from '../../src/graph/nearest.js';
import { linesOver, observedEntries } from '../../src/graph/observed.js';
import { complete, completeSparse, type Options, randomMask } from '../../src/index.js';

/** The lines of a matrix, NaN missing. */
function lines(rows: number[][], over: 'rows' | 'cols' = 'rows') {
  const shape = { rows: rows.length, cols: rows[0]?.length as number };
  const values = Float32Array.from(rows.flat());
  const mask = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1));
  return linesOver(over, observedEntries(values, mask, shape), shape);
}

function weights(rows: number[][], neighbours: number, sigma: 'median' | number = 'median') {
  const { data, k } = weightsFromData(lines(rows), { neighbours, sigma });
  return Array.from({ length: k }, (_, i) => Array.from(data.subarray(i * k, (i + 1) * k)));
}

const _ = Number.NaN;

describe('observed lines', () => {
  const matrix = [
    [1, _, 3],
    [_, _, _],
    [_, 8, 9],
  ];

  test('rows', () => {
    expect(lines(matrix)).toEqual({
      count: 3,
      length: 3,
      offsets: Uint32Array.of(0, 2, 2, 4),
      places: Uint32Array.of(0, 2, 1, 2),
      values: Float32Array.of(1, 3, 8, 9),
    });
  });

  test('columns', () => {
    expect(lines(matrix.slice(0, 1), 'cols')).toEqual({
      count: 3,
      length: 1,
      offsets: Uint32Array.of(0, 1, 1, 2),
      places: Uint32Array.of(0, 0),
      values: Float32Array.of(1, 3),
    });
    expect(lines(matrix, 'cols')).toMatchObject({
      offsets: Uint32Array.of(0, 1, 2, 4),
      places: Uint32Array.of(0, 2, 0, 2),
      values: Float32Array.of(1, 8, 3, 9),
    });
  });
});

describe('nearest lines', () => {
  test('the mean squared difference over entries that both observe; without any, no neighbours', () => {
    const found = nearestLines(
      lines([
        [0, 0, _],
        [1, 3, 7],
        [2, _, 7],
        [_, _, _],
      ]),
      2,
    );
    expect(Array.from(found.found)).toEqual([2, 2, 2, 0]);
    expect(Array.from(found.neighbours.subarray(0, 6))).toEqual([2, 1, 2, 0, 1, 0]);
    expect(Array.from(found.squares.subarray(0, 6))).toEqual([4, 5, 0.5, 5, 0.5, 4]);
  });

  test('of equal distances the lower index is first', () => {
    const found = nearestLines(lines([[1], [1], [1], [1]]), 2);
    expect(Array.from(found.neighbours)).toEqual([1, 2, 0, 2, 0, 1, 0, 1]);
  });
});

describe('weights', () => {
  const ladder = [[0], [1], [3], [7]];

  test('exp(−d²/(2σ²)) to the nearest of either side', () => {
    const near = Math.exp(-1 / 8);
    expect(weights(ladder, 1, 2)).toEqual([
      [0, near, 0, 0],
      [near, 0, Math.exp(-4 / 8), 0],
      [0, Math.exp(-4 / 8), 0, Math.exp(-16 / 8)],
      [0, 0, Math.exp(-16 / 8), 0],
    ]);
  });

  test('σ is the median of the positive distances to neighbours', () => {
    expect(weights(ladder, 1)).toEqual(weights(ladder, 1, 2));
    // A second 0 and 1 add distances of 0, which say nothing of the scale.
    const [first] = weights([[0], [0], [1], [1], [3]], 2);
    expect(first).toEqual([0, 1, Math.exp(-1 / 2), Math.exp(-1 / 2), 0]);
  });

  test('a tiny σ leaves equal lines and no others', () => {
    expect(weights([[0], [0], [1]], 2, 1e-200)[0]).toEqual([0, 1, 0]);
  });

  test('are 1 where all lines are equal, and 0 where nothing is observed together', () => {
    expect(weights([[2], [2]], 1).flat()).toEqual([0, 1, 1, 0]);
    expect(
      weights(
        [
          [2, _],
          [_, 2],
        ],
        3,
      ).flat(),
    ).toEqual([0, 0, 0, 0]);
    expect(weights([[5]], 3)).toEqual([[0]]);
  });
});

describe('a completion', () => {
  const shape = { rows: 12, cols: 9 };
  const truth = Float64Array.from({ length: 108 }, (__, k) => Math.sin(k % 9) * Math.floor(k / 9));
  const mask = randomMask(shape, 0.3, 4);
  const options: Options = { method: 'dmf-de', mask, stopping: { steps: 60 }, threads: 1 };
  const input = (unseen: (k: number) => number) => ({
    data: truth.map((value, k) => (mask.data[k] ? value : unseen(k))),
    ...shape,
  });

  test('does not read what is masked', async () => {
    const wanted = await complete(
      input(() => Number.NaN),
      options,
    );
    expect(Object.keys(wanted.loss)).toEqual([
      ...['total', 'fidelity', 'dirichletRows', 'dirichletCols'],
    ]);
    expect(wanted.loss.dirichletRows).toBeGreaterThan(0);
    for (const unseen of [(k: number) => truth[k] as number, (k: number) => 1e9 * k]) {
      const { matrix, loss } = await complete(input(unseen), options);
      expect(matrix.data).toEqual(wanted.matrix.data);
      expect(loss).toEqual(wanted.loss);
    }
  });

  test('has the same graph in every unit of the values', async () => {
    const run = (unit: number) =>
      complete({ data: truth.map((value) => unit * value), ...shape }, options);
    expect((await run(4)).loss).toEqual((await run(1)).loss);
  });

  test('from observed entries alone has the same energies', async () => {
    const places = Array.from(truth.keys()).filter((k) => mask.data[k]);
    const sparse = {
      ...shape,
      row: places.map((k) => Math.floor(k / 9)),
      col: places.map((k) => k % 9),
      values: places.map((k) => truth[k] as number),
    };
    const run = {
      stopping: { steps: 5 },
      representation: { type: 'factor-chain' as const, widths: [5, 5] },
    };
    const { loss } = await completeSparse(sparse, { method: 'dmf-de', ...run });
    const dense = await complete(
      input(() => 0),
      { ...options, ...run },
    );
    for (const term of ['fidelity', 'dirichletRows', 'dirichletCols']) {
      expect((loss[term] as number) / (dense.loss[term] as number)).toBeCloseTo(1, 4);
    }
  });

  test('a graph that cannot fit into memory is refused before it is made', async () => {
    const huge = { rows: 2 ** 31, cols: 2, row: [0, 1], col: [0, 1], values: [0, 1] };
    await expect(completeSparse(huge, { method: 'dmf-de' })).rejects.toMatchObject({
      code: 'LACUNA_OUT_OF_MEMORY',
      message: expect.stringMatching(/a matrix with a graph of 2147483648 vertices would take/),
    });
  });
});
