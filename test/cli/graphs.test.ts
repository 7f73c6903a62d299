import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { complete } from '../../src/index.js';
import { capture } from './capture.js';

let folder: string;
const at = (name: string) => join(folder, name);
const input = '1\t\t3\n2\t4\t\n\t6\t9\n';
const similarity = 'id\ta\tb\tc\na\t1\t0.5\t0.25\nb\t0.5\t1\t0\nc\t0.25\t0\t\n';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-graphs-'));
  await writeFile(at('input.tsv'), input);
  await writeFile(at('similar.tsv'), similarity);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function run(terms: unknown, command = ['complete', at('input.tsv'), '--json']) {
  const set = ['--set', `regularizers=${JSON.stringify(terms)}`, '--set', 'stopping.steps=20'];
  return capture([...command, ...set]);
}

const term = { type: 'dirichlet', over: 'rows', weight: 0.1 } as const;

describe('graphs on the command line', () => {
  test('are matrix files, named or not, and give what the matrices give', async () => {
    const graph = { neighbours: 1, normalised: true };
    const { status, out, err } = await run([{ ...term, ...graph, similarity: at('similar.tsv') }]);
    expect([status, err]).toEqual([0, '']);
    const matrix = [
      [1, null, 3],
      [2, 4, null],
      [null, 6, 9],
    ];
    const rows = [
      [1, 0.5, 0.25],
      [0.5, 1, 0],
      [0.25, 0, 1],
    ];
    const { loss } = await complete(matrix, {
      regularizers: [{ ...term, ...graph, similarity: rows }],
      stopping: { steps: 20 },
    });
    expect(loss.dirichletRows).toBeGreaterThan(0);
    expect(JSON.parse(out).loss).toEqual(loss);
  });

  test('are what an adaptive Laplacian starts from', async () => {
    await writeFile(at('laplacian.csv'), '0.5,-0.5,0\n-0.5,0.75,-0.25\n0,-0.25,0.25\n');
    const start = { type: 'given-laplacian', laplacian: at('laplacian.csv') };
    const adaptive = { type: 'adaptive-laplacian', over: 'rows', weight: 0.1, start, freezeAt: 0 };
    const { status, out, err } = await run([adaptive]);
    expect([status, err]).toEqual([0, '']);
    const fixed = await run([{ ...term, laplacian: at('laplacian.csv') }]);
    const [learned, given] = [out, fixed.out].map((text) => JSON.parse(text).loss);
    expect(learned.laplacianRows).toBeCloseTo(given.dirichletRows, 6);
    expect(given.dirichletRows).toBeGreaterThan(0);
  });

  test('serve a batch', async () => {
    const command = ['batch', at('input.tsv'), '--out-dir', at('out'), '--json'];
    const { status, out } = await run([{ ...term, adjacency: at('similar.tsv') }], command);
    expect(status).toBe(0);
    expect(JSON.parse(out).loss.dirichletRows).toBeGreaterThan(0);
  });

  test.each<[string, number, Record<string, unknown>, RegExp]>([
    [
      'no such file',
      1,
      { similarity: 'nowhere.tsv' },
      /^error: Expected a readable file for regularizers\[0\]\.similarity but received nowhere\.tsv \(there is no such file\)\n$/,
    ],
    [
      'no matrix file',
      1,
      { laplacian: 'graph.txt' },
      /^error: Expected a matrix file \(\.csv, \.tsv, \.npy\) for regularizers\[0\]\.laplacian but received graph\.txt/,
    ],
    ['no path', 2, { adjacency: 7 }, /^error: Expected a symmetric matrix for regularizers\[0\]/],
    ['nothing', 2, {}, /^error: Expected an object with exactly one of laplacian, adjacency/],
  ])('refused: %s', async (_, status, source, message) => {
    const result = await run([{ ...term, ...source }]);
    expect([result.status, result.out]).toEqual([status, '']);
    expect(result.err).toMatch(message);
  });

  test('refused: a graph of another size', async () => {
    await writeFile(at('small.csv'), '1,0\n0,1\n');
    const { status, err } = await run([{ ...term, adjacency: at('small.csv') }]);
    expect(status).toBe(2);
    expect(err).toBe(
      'error: Expected a 3×3 matrix for regularizers[0].adjacency but received one of 2×2\n',
    );
  });

  test('the list of methods says which takes graphs', async () => {
    const { out } = await capture(['methods']);
    expect(out.match(/^ {2}graphs: rows and columns/gm)).toHaveLength(2);
    const { methods } = JSON.parse((await capture(['methods', '--json'])).out);
    const taking = methods.filter((method: { graphs?: string }) => method.graphs !== undefined);
    expect(taking.map((method: { name: string }) => method.name)).toEqual(['dmf-de', 'sgmc']);
  });
});
