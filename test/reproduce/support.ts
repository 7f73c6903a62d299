import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type Matrix, randomMask, writeMatrix, writePicture } from '../../src/index.js';
import { type Table, type TableData, tableSchema } from '../../src/reproduce/schema.js';

/** A data folder with a matrix of rank 2, a mask and some ratings, and a folder for results. */
export interface Folders {
  readonly data: string;
  readonly out: string;
}

const rows = 12;
const cols = 10;
const truth: Matrix = {
  rows,
  cols,
  data: Float64Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    return Math.sin(i / 3) * Math.cos(j / 4) + i / rows;
  }),
};

/** Makes the folders before each test and takes them away after it. */
export function useFolders(): Folders {
  const folders = { data: '', out: '' };
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'lacuna-reproduce-'));
    folders.data = join(root, 'data');
    folders.out = join(root, 'out');
    await mkdir(folders.data);
    await mkdir(folders.out);
    await fillData(folders.data);
  });
  afterEach(() => rm(root, { recursive: true, force: true }));
  return folders;
}

async function fillData(folder: string): Promise<void> {
  const mask = randomMask(truth, 0.3, 1);
  const pixels = Float32Array.from(mask.data, (seen) => 255 * seen);
  await writeMatrix(join(folder, 'truth.csv'), truth);
  await writePicture(join(folder, 'mask.png'), { rows, cols, depth: 8, channels: [pixels] });
  const grey = Float32Array.from(truth.data, (x) => Math.round(60 + 50 * x));
  await writePicture(join(folder, 'grey.png'), { rows, cols, depth: 8, channels: [grey] });
  const graph = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rows }, (_, j) => (Math.abs(i - j) === 1 ? 1 : 0)).join(','),
  );
  await writeFile(join(folder, 'graph.csv'), `${graph.join('\n')}\n`);
  const ratings = Array.from(truth.data, (x, k) => `${Math.floor(k / cols)}::${k % cols}::${x}`);
  await writeFile(join(folder, 'ratings.txt'), `${ratings.join('\n')}\n`);
  await writeFile(join(folder, 'test.txt'), '3\n40\n77\n119\n');
}

const seen = { file: 'mask.png' };

/** Small enough to be run in a moment, with a method that fails and one that nobody has. */
export const tinyData: TableData = {
  id: 'tiny',
  title: 'Tiny',
  paper: { title: 'P', authors: 'A', venue: 'V', year: 2020, url: 'https://x.y', place: 'table 1' },
  metrics: ['rmse', 'nmae'],
  seeds: 2,
  cases: [
    {
      id: 'matrix',
      title: 'A matrix',
      problems: [{ type: 'matrix', file: 'truth.csv', mask: seen }],
    },
    {
      id: 'picture',
      title: 'Two pictures',
      problems: [
        { type: 'picture', file: 'grey.png', mask: seen },
        { type: 'picture', file: 'grey.png', mask: { missing: 0.2, seed: 5 } },
      ],
    },
    {
      id: 'absent',
      title: 'Nowhere',
      problems: [{ type: 'matrix', file: 'nowhere.csv', mask: seen }],
    },
  ],
  methods: [
    {
      id: 'dmf',
      title: 'DMF',
      options: { method: 'dmf', stopping: { steps: 40 } },
      printed: [
        { case: 'matrix', value: 0.25, note: 'as printed' },
        { case: 'matrix', metric: 'nmae', value: 0.125 },
      ],
    },
    {
      id: 'graph',
      title: 'with a graph',
      cases: ['matrix'],
      options: {
        method: 'dmf',
        stopping: { steps: 10 },
        instruments: { nmae: { every: 5 }, effectiveRank: { every: 5 } },
        regularizers: [
          { type: 'dirichlet', over: 'rows', adjacency: { file: 'graph.csv' }, weight: 0.1 },
        ],
      },
    },
    { id: 'mean', title: 'means', options: { method: 'mean' }, deterministic: true },
    { id: 'wrong', title: 'wrong', options: { method: 'dmf', stopping: { steps: -1 } } },
    { id: 'later', title: 'later', options: { method: 'method-of-2040' } },
    { id: 'other', title: 'other', printed: [{ case: 'matrix', value: 0.5 }] },
  ],
  notes: ['A note.'],
};

/** The table, with some of its parts replaced. */
export function tinyTable(changes: Partial<TableData> = {}): Table {
  return tableSchema.parse({ ...tinyData, ...changes });
}
