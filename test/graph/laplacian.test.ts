import { describe, expect, test } from 'vitest';
import { laplacianOf } from '../../src/graph/index.js';
import type { DirichletPart } from '../../src/methods/method.js';
import { parseOptions } from '../../src/options/parse.js';
import type { Regularizer } from '../../src/options/schema.js';

type Term = Omit<Extract<Regularizer, { type: 'dirichlet' }>, 'type' | 'over' | 'weight'>;

/** The Laplacian of a term over the rows of a matrix with k of them, as rows. */
function laplacian(term: Term, k = 4): number[][] {
  const given: Regularizer = { type: 'dirichlet', over: 'rows', weight: 1, ...term };
  const [part] = parseOptions({ regularizers: [given] }).regularizers as [DirichletPart];
  const flat = laplacianOf(part, 'rows', { rows: k, cols: 7 }, 'regularizers[0]');
  return Array.from({ length: k }, (_, i) => Array.from(flat.subarray(i * k, (i + 1) * k)));
}

// A path 0–1–2 with weights 1 and 4; vertex 3 has no edge.
const path = [
  [0, 1, 0, 0],
  [1, 0, 4, 0],
  [0, 4, 0, 0],
  [0, 0, 0, 0],
];

const withoutNormalising = [
  [1, -1, 0, 0],
  [-1, 5, -4, 0],
  [0, -4, 4, 0],
  [0, 0, 0, 0],
];

describe('of an adjacency matrix', () => {
  test('L = D − A, in either form of matrix', () => {
    expect(laplacian({ adjacency: path })).toEqual(withoutNormalising);
    const flat = { data: Float32Array.from(path.flat()), rows: 4, cols: 4 };
    expect(laplacian({ adjacency: flat })).toEqual(withoutNormalising);
  });

  test('normalised: I − D^(−1/2)·A·D^(−1/2), zero rows for vertices without edges', () => {
    const [near, far] = [Math.fround(-1 / Math.sqrt(5)), Math.fround(-4 / Math.sqrt(20))];
    expect(laplacian({ adjacency: path, normalised: true })).toEqual([
      [1, near, 0, 0],
      [near, 1, far, 0],
      [0, far, 1, 0],
      [0, 0, 0, 0],
    ]);
  });

  test('the diagonal is ignored, whatever lies there', () => {
    const looped = path.map((row, i) => row.map((weight, j) => (i === j ? -7 : weight)));
    (looped[2] as number[])[2] = Number.NaN;
    expect(laplacian({ adjacency: looped })).toEqual(withoutNormalising);
  });

  test('may be off symmetry by rounding, and the Laplacian is symmetric then', () => {
    const rounded = path.map((row) => [...row]);
    (rounded[0] as number[])[1] = 1 + 2e-6;
    const [first, second] = laplacian({ adjacency: rounded });
    expect(first?.[1]).toBe(Math.fround(-1 - 1e-6));
    expect(second?.[0]).toBe(first?.[1]);
  });

  test('a graph without edges has the Laplacian 0', () => {
    const none = [
      [9, 0],
      [0, 9],
    ];
    for (const normalised of [false, true]) {
      expect(laplacian({ adjacency: none, normalised }, 2).flat()).toEqual([0, 0, 0, 0]);
    }
  });
});

describe('of similarities', () => {
  test('symmetric ones are weights', () => {
    expect(laplacian({ similarity: path })).toEqual(withoutNormalising);
  });

  test('count as the mean of both directions, and as 0 below 0', () => {
    const similarity = [
      [1, 0.5, -3],
      [0.25, 1, 1],
      [1, 1, 1],
    ];
    expect(laplacian({ similarity }, 3)).toEqual([
      [0.875, -0.375, -0.5],
      [-0.375, 1.375, -1],
      [-0.5, -1, 1.5],
    ]);
  });
});

describe('neighbours', () => {
  // Vertex 0 is the strongest neighbour of all others, and 3 that of 0.
  const star = [
    [0, 3, 4, 5],
    [3, 0, 2, 2],
    [4, 2, 0, 1],
    [5, 2, 1, 0],
  ];

  test('an edge stays where one of its ends keeps it', () => {
    expect(laplacian({ adjacency: star, neighbours: 1 })).toEqual([
      [12, -3, -4, -5],
      [-3, 3, 0, 0],
      [-4, 0, 4, 0],
      [-5, 0, 0, 5],
    ]);
  });

  test('of equal weights the lower index is first', () => {
    const [, second] = laplacian({ similarity: star, neighbours: 2 });
    expect(second).toEqual([-3, 7, -2, -2]);
    const equal = Array.from({ length: 4 }, () => [1, 1, 1, 1]);
    expect(laplacian({ adjacency: equal, neighbours: 1 })).toEqual([
      [3, -1, -1, -1],
      [-1, 1, 0, 0],
      [-1, 0, 1, 0],
      [-1, 0, 0, 1],
    ]);
  });

  test('more than there are keep all; edges of weight 0 are none', () => {
    expect(laplacian({ adjacency: path, neighbours: 9 })).toEqual(withoutNormalising);
    expect(laplacian({ adjacency: path, neighbours: 3 })).toEqual(withoutNormalising);
  });
});

describe('matrices that are no graph', () => {
  const replaced = (i: number, j: number, weight: number) =>
    path.map((row, r) => row.map((old, c) => (r === i && c === j ? weight : old)));

  test.each<[Term, string]>([
    [
      { adjacency: replaced(2, 1, 4.5) },
      'Expected a symmetric matrix for regularizers[0].adjacency but received 4.5 at (2, 1) and 4 at (1, 2)',
    ],
    [
      { adjacency: replaced(0, 1, -1) },
      'Expected a weight >= 0 for regularizers[0].adjacency at row 0, column 1 but received -1 (of type number)',
    ],
    [
      { similarity: replaced(0, 2, Number.NaN) },
      'Expected a finite float32 for regularizers[0].similarity at row 0, column 2 but received NaN (of type number)',
    ],
    [
      { similarity: [[1, 0, 0]] },
      'Expected a 4×4 matrix for regularizers[0].similarity but received one of 1×3',
    ],
    [
      { adjacency: [[1], [2, 3]] },
      'Expected 1 entries, as in row 0, for regularizers[0].adjacency row 1 but received [2, 3]',
    ],
  ])('%#', (term, message) => {
    expect(() => laplacian(term)).toThrow(
      expect.objectContaining({ code: 'LACUNA_INVALID_OPTION', message }),
    );
  });

  const expected =
    'Expected an object with exactly one of laplacian, adjacency, similarity and fromData, with ' +
    'neighbours only beside adjacency or similarity, and normalised only without laplacian for ' +
    'regularizers[0] but received an object';
  test.each<[Term, string]>([
    [{}, expected],
    [{ adjacency: path, similarity: path }, expected],
    [{ laplacian: path, fromData: { neighbours: 2 } }, expected],
    [{ laplacian: path, normalised: true }, expected],
    [{ fromData: { neighbours: 2 }, neighbours: 2 }, expected],
    [{ laplacian: path, neighbours: 2 }, expected],
    [
      { adjacency: path, neighbours: 0 },
      'Expected an integer >= 1 for regularizers[0].neighbours but received 0 (of type number)',
    ],
    [
      { fromData: { neighbours: 1, sigma: 0 } },
      'Expected a number > 0 or "median" for regularizers[0].fromData.sigma but received 0 (of type number)',
    ],
    [
      { fromData: {} } as Term,
      'Expected an integer >= 1 for regularizers[0].fromData.neighbours but received undefined',
    ],
  ])('as options: %#', (term, message) => {
    expect(() => laplacian(term)).toThrow(
      expect.objectContaining({ code: 'LACUNA_INVALID_OPTION', message }),
    );
  });
});
