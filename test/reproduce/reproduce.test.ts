import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import h5wasm from 'h5wasm/node';
import { describe, expect, test } from 'vitest';
import type { RunRecord, Table } from '../../src/reproduce/index.js';
import { Reproduction, type Run } from '../../src/reproduce/index.js';
import { tinyTable, useFolders } from './support.js';

const folders = useFolders();

function open(table: Table = tinyTable()): Promise<Reproduction> {
  return Reproduction.open(table, { data: folders.data, out: folders.out, seeds: undefined });
}

interface Made {
  readonly reproduction: Reproduction;
  readonly records: readonly RunRecord[];
}

/** Makes what is pending, and stops after so many runs. */
async function make(table?: Table, stopAfter = Number.POSITIVE_INFINITY): Promise<Made> {
  const reproduction = await open(table);
  const controller = new AbortController();
  const records: RunRecord[] = [];
  await reproduction.make(reproduction.pending(), {
    jobs: 2,
    signal: controller.signal,
    onProgress: () => {},
    onRun: (_, record) => {
      records.push(record);
      if (records.length >= stopAfter) controller.abort();
    },
  });
  return { reproduction, records };
}

const nameOf = ({ cell, identity }: Run) => `${cell.case.id} ${cell.method.id} ${identity.seed}`;

const linesOf = async (name: string) =>
  (await readFile(join(folders.out, name), 'utf8')).trimEnd().split('\n');

describe('a table', () => {
  test('plans every cell whose data and method are there, first seeds first', async () => {
    const reproduction = await open();
    expect(reproduction.pending().map(nameOf)).toEqual([
      ...['matrix dmf 0', 'matrix graph 0', 'matrix mean 0', 'matrix wrong 0'],
      ...['picture dmf 0', 'picture dmf 0', 'picture mean 0', 'picture mean 0'],
      ...['picture wrong 0', 'picture wrong 0'],
      ...['matrix dmf 1', 'matrix graph 1', 'matrix wrong 1'],
      ...['picture dmf 1', 'picture dmf 1', 'picture wrong 1', 'picture wrong 1'],
    ]);
    expect(reproduction.missing).toEqual([{ case: 'absent', files: ['nowhere.csv'] }]);
  });

  test('is run, measured and put beside what is printed', async () => {
    const { reproduction } = await make();
    const { rows, runs } = reproduction.report();
    expect(runs).toHaveLength(17);
    const rowOf = (name: string, method: string, metric = 'rmse') =>
      rows.find((row) => row.case === name && row.method === method && row.metric === metric);

    const values = runs.flatMap((run) =>
      run.case === 'matrix' && run.method === 'dmf' && run.status === 'completed' ? [run] : [],
    );
    const [first, second] = values.map(({ metrics }) => metrics.rmse as number) as [number, number];
    expect(first).not.toBe(second);
    const row = rowOf('matrix', 'dmf');
    expect(row).toMatchObject({ runs: 2, paper: 0.25, failed: 0, remarks: ['as printed'] });
    expect(row?.mean).toBeCloseTo((first + second) / 2, 12);
    expect(row?.deviation).toBeCloseTo(Math.abs(first - second) / Math.SQRT2, 12);
    expect(row?.difference).toBeCloseTo((first + second) / 2 - 0.25, 12);
    const least =
      (values[0]?.loss.total as number) < (values[1]?.loss.total as number) ? first : second;
    expect(row?.leastLoss).toBeCloseTo(least, 12);
    expect(row?.seconds).toBeGreaterThan(0);
    expect(rowOf('matrix', 'dmf', 'nmae')?.paper).toBe(0.125);

    expect(rowOf('picture', 'dmf')).toMatchObject({ runs: 4, paper: null, difference: null });
    expect(rowOf('picture', 'mean')).toMatchObject({ runs: 2, leastLoss: null });
    expect(rowOf('matrix', 'mean')).toMatchObject({ runs: 1, deviation: null });
    expect(rowOf('matrix', 'later')?.remarks).toEqual([
      'this version has no method method-of-2040',
    ]);
    expect(rowOf('matrix', 'other')).toMatchObject({
      paper: 0.5,
      remarks: ['the value of the paper alone'],
    });
    expect(rowOf('absent', 'dmf')).toMatchObject({
      mean: null,
      remarks: ['its data is not there'],
    });
  });

  test('keeps all settings of a run, and what its instruments read', async () => {
    const { records } = await make();
    const graph = records.find(({ method }) => method === 'graph');
    expect(graph).toMatchObject({
      ...{ status: 'completed', case: 'matrix', problem: 0, steps: 10, stopReason: 'steps' },
      options: { regularizers: [{ adjacency: { file: 'graph.csv' } }] },
      inputs: { 'truth.csv': expect.any(String), 'graph.csv': expect.any(String) },
      instruments: { nmae: { steps: [0, 5, 10] }, effectiveRank: { steps: [0, 5, 10] } },
      metrics: { effectiveRank: expect.any(Number), leastNmae: expect.any(Number) },
      threads: 1,
    });
  });

  test('a run that fails is kept as such and stops no other', async () => {
    const { reproduction, records } = await make();
    const failed = records.filter(({ status }) => status === 'failed');
    expect(failed.map(({ method }) => method)).toEqual(Array(6).fill('wrong'));
    expect(failed[0]).toMatchObject({
      code: 'LACUNA_INVALID_OPTION',
      error: expect.stringMatching(/stopping\.steps/),
    });
    expect(records).toHaveLength(17);
    const row = reproduction.report().rows.find(({ method }) => method === 'wrong');
    expect(row).toMatchObject({ mean: null, failed: 2 });
    expect(row?.remarks).toEqual([expect.stringMatching(/^failed: Expected .*stopping\.steps/)]);
  });
});

describe('going on', () => {
  const table = () =>
    tinyTable({ methods: tinyTable().methods.filter(({ id }) => id !== 'wrong') });

  test('makes only the runs that are not there, with the same result', async () => {
    const whole = (await make(table())).reproduction.report();
    const { records } = await make(table());
    expect(records).toHaveLength(0);

    const lines = await linesOf('tiny.ndjson');
    expect(lines).toHaveLength(11);
    expect(whole.runs).toHaveLength(11);
  });

  test('after an interrupt the finished runs are not made again', async () => {
    const { records: before } = await make(table(), 3);
    expect(before.length).toBeGreaterThanOrEqual(3);
    expect(before.length).toBeLessThan(11);
    const { records: after, reproduction } = await make(table());
    expect(after).toHaveLength(11 - before.length);
    const names = [...before, ...after].map(({ cell, seed }) => `${cell} ${seed}`);
    expect(new Set(names).size).toBe(11);
    expect(reproduction.report().runs).toHaveLength(11);
  });

  test('a line that was not written to its end is made again', async () => {
    await make(table());
    const path = join(folders.out, 'tiny.ndjson');
    const last = (await linesOf('tiny.ndjson')).at(-1) as string;
    await appendFile(path, last.slice(0, 40));
    expect((await open(table())).pending()).toHaveLength(0);
    expect(await linesOf('tiny.ndjson')).toHaveLength(11);
  });

  test('other data, options or seeds are other runs; a failed one is tried again', async () => {
    await make(table());
    await appendFile(join(folders.data, 'graph.csv'), '\n');
    expect((await open(table())).pending().map(nameOf)).toEqual([
      'matrix graph 0',
      'matrix graph 1',
    ]);
    const other = table().methods.map((method) =>
      method.id === 'dmf'
        ? { ...method, options: { method: 'dmf', stopping: { steps: 41 } } }
        : method,
    );
    expect((await open(tinyTable({ methods: other }))).pending()).toHaveLength(8);
    await make();
    expect((await open()).pending().map(nameOf)).toEqual(
      expect.arrayContaining(['matrix wrong 0', 'picture wrong 1']),
    );
  });

  test('a line that is no run is told', async () => {
    await appendFile(join(folders.out, 'tiny.ndjson'), '{"cell":"x"}\n');
    await expect(open()).rejects.toThrow(/Expected a run in line 1 of .*tiny\.ndjson/);
  });
});

test('ratings: the lines of the test are predicted, not learned from', async () => {
  const { reproduction } = await make(
    tinyTable({
      cases: [
        {
          id: 'ratings',
          title: 'Ratings',
          problems: [{ type: 'ratings', file: 'ratings.txt', test: 'test.txt' }],
        },
      ],
      methods: [
        { id: 'bias', title: 'bias', options: { method: 'bias' }, deterministic: true },
        // Takes a whole matrix only.
        { id: 'svd', title: 'svd', options: { method: { type: 'svd', rank: 2 } } },
        {
          id: 'svd-raw',
          title: 'svd',
          options: { method: { type: 'svd', rank: 2 } },
          unknown: 'method',
        },
        { id: 'als', title: 'als', options: { method: { type: 'als', rank: 2 } } },
        {
          id: 'dmf',
          title: 'dmf',
          options: { method: 'dmf', stopping: { steps: 3 }, scale: [100, 101] },
          unknown: 'method',
        },
        {
          id: 'dmf-means',
          title: 'dmf',
          options: { method: 'dmf', stopping: { steps: 3 }, scale: [100, 101] },
        },
      ],
      metrics: ['rmse', 'mse'],
    }),
  );
  const { runs, rows } = reproduction.report();
  expect(runs).toHaveLength(11);
  expect(runs.every(({ status }) => status === 'completed')).toBe(true);
  const [rmse, mse] = ['rmse', 'mse'].map((metric) =>
    rows.find((row) => row.metric === metric && row.method === 'bias'),
  );
  expect(rmse?.mean).toBeGreaterThan(0);
  expect(mse?.mean).toBeCloseTo((rmse?.mean as number) ** 2, 12);
  const svd = rows.find((row) => row.metric === 'rmse' && row.method === 'svd')?.mean;
  expect(svd).toBeLessThan(0.5 * (rmse?.mean as number));
  // A start near 100 lies above the ratings, to whose scale only one of the two is clipped.
  const [raw, clipped] = ['dmf', 'dmf-means'].map(
    (method) => rows.find((row) => row.metric === 'rmse' && row.method === method)?.mean,
  );
  expect(raw).toBeGreaterThan(50);
  expect(clipped).toBeLessThan(5);
});

test('matrices of a .mat file say what is observed and what is measured', async () => {
  await h5wasm.ready;
  const file = new h5wasm.File(join(folders.data, 'm.mat'), 'w');
  const write = (name: string, values: number[]) =>
    file.create_dataset({ name, data: new Float64Array(values), shape: [2, 3] });
  write('M', [1, 2, 3, 4, 5, 6]);
  write('O', [1, 1, 0, 1, 0, 1]);
  write('T', [0, 0, 1, 0, 0, 0]);
  file.close();
  const mask = { file: 'm.mat', variable: 'O', test: 'T' };
  const { reproduction } = await make(
    tinyTable({
      cases: [
        {
          id: 'mat',
          title: 'M',
          problems: [{ type: 'matrix', file: 'm.mat', variable: 'M', mask }],
        },
      ],
      methods: [{ id: 'mean', title: 'means', options: { method: 'mean' } }],
      metrics: ['mae'],
      seeds: 1,
    }),
  );
  // The mean of 1, 2, 4 and 6 is 3.25; the entry that is measured is 3.
  expect(reproduction.report().rows[0]?.mean).toBeCloseTo(0.25, 6);
});
