import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { complete } from '../../src/index.js';
import { capture } from './capture.js';

let folder: string;
const at = (name: string) => join(folder, name);
const graph = [
  [0, 1, 0],
  [1, 0, 2],
  [0, 2, 0],
];
const input = [
  [1, 2, 3],
  [2, null, 4],
  [3, 4, null],
];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-spectral-'));
  await writeFile(at('input.csv'), '1,2,3\n2,,4\n3,4,\n');
  await writeFile(at('graph.csv'), graph.map((row) => `${row}\n`).join(''));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(...settings: string[]) {
  const flags = settings.flatMap((setting) => ['--set', setting]);
  const type = ['--set', 'representation.type=spectral-chain'];
  return capture([
    'complete',
    at('input.csv'),
    '-o',
    at('out.csv'),
    '--json',
    '--method',
    'sgmc',
    ...type,
    ...flags,
  ]);
}

test('graphs of a spectral chain are files', async () => {
  const { status, out } = await run(
    `representation.rows.adjacency=${at('graph.csv')}`,
    `representation.cols={"adjacency":"${at('graph.csv')}","band":2,"dirichlet":0.5}`,
    'representation.train=["C"]',
    'stopping.steps=20',
  );
  expect(status).toBe(0);
  const { loss } = await complete(input, {
    method: 'sgmc',
    representation: {
      type: 'spectral-chain',
      rows: { adjacency: graph },
      cols: { adjacency: graph, band: 2, dirichlet: 0.5 },
      train: ['C'],
    },
    stopping: { steps: 20 },
  });
  expect(JSON.parse(out).loss).toEqual(loss);
});

test('a file that is not there', async () => {
  const { status, err } = await run('representation.rows.laplacian=nowhere.csv');
  expect(status).toBe(1);
  expect(err).toMatch(
    /^error: Expected a readable file for representation\.rows\.laplacian but received nowhere\.csv/,
  );
});
