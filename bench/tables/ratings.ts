// How close the DLRL methods come on MovieLens-100K, and what one of their steps takes.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { completeSparse, type SparseOptions } from 'lacuna';
import type { ResultsTable } from './results-table.js';

interface Ratings {
  readonly row: Uint32Array;
  readonly col: Uint32Array;
  readonly values: Float32Array;
}

const methods: Readonly<Record<string, SparseOptions>> = {
  // The program trains on ratings as they are, and clips nothing.
  'dlrl-published': { method: 'dlrl-published', scale: 'none' },
  dlrl: { method: 'dlrl', scale: [1, 5], bounds: [1, 5] },
};

/**
 * @param data the folder with ratings/ml-100k.txt (user::item::rating::time) and
 * ratings/ml-100k-test-{0,1,2}.txt (zero-based line numbers of the test ratings of a split)
 */
export function ratingsTable(data: string): ResultsTable {
  const folder = path.join(data, 'ratings');
  return {
    title: 'MovieLens-100K, three splits',
    measures: ['mean squared error', 'RMSE', 'ms a step on one thread'],
    rows: Object.keys(methods),
    columns: ['0', '1', '2'],
    compute: async (row, column) => {
      const all = ratingsOf(await linesOf(folder, 'ml-100k.txt'));
      const held = new Set((await linesOf(folder, `ml-100k-test-${column}.txt`)).map(Number));
      const train = part(all, (at) => !held.has(at));
      const test = part(all, (at) => held.has(at));
      const input = { rows: 943, cols: 1682, ...train };
      const result = await completeSparse(input, {
        ...methods[row],
        validation: false,
        threads: 1,
      });
      const predicted = result.predictMany(test.row, test.col);
      const squares = [...predicted].map((x, at) => (x - (test.values[at] as number)) ** 2);
      const mse = squares.reduce((sum, x) => sum + x, 0) / squares.length;
      return [mse, Math.sqrt(mse), 1e3 * (result.secondsPerStep as number)];
    },
  };
}

async function linesOf(folder: string, name: string): Promise<string[]> {
  const text = await readFile(path.join(folder, name), 'utf8');
  return text.split('\n').filter((line) => line !== '');
}

function ratingsOf(lines: readonly string[]): Ratings {
  const fields = lines.map((line) => line.split('::').map(Number));
  const column = (at: number) => fields.map((field) => field[at] as number);
  return {
    row: Uint32Array.from(column(0), (user) => user - 1),
    col: Uint32Array.from(column(1), (item) => item - 1),
    values: Float32Array.from(column(2)),
  };
}

function part({ row, col, values }: Ratings, keep: (at: number) => boolean): Ratings {
  return {
    row: row.filter((_, at) => keep(at)),
    col: col.filter((_, at) => keep(at)),
    values: values.filter((_, at) => keep(at)),
  };
}
