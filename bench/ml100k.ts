// How close the DLRL methods come on MovieLens-100K, and what one of their steps takes. The ratings are
// not part of the project: --data is a folder with ml-100k.txt (user::item::rating::time) and
// ml-100k-test-0.txt, -1 and -2 (zero-based line numbers of the test ratings of a split).
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { completeSparse, type SparseOptions } from 'lacuna';

const usage = `node out/bench/ml100k.js --data DIR [options]
  --data DIR        the folder with ml-100k.txt and ml-100k-test-{0,1,2}.txt
  --method LIST     of dlrl, dlrl-published; default both
  --seed N          default 0
  --threads N       default 1`;

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

async function linesOf(folder: string, name: string): Promise<string[]> {
  const file = path.join(folder, name);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`Expected ${name} in the folder of --data but could not read ${file}`);
  });
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

interface Run {
  readonly name: string;
  readonly options: SparseOptions;
  readonly all: Ratings;
  readonly folder: string;
}

/** Completes the training ratings of a split, prints one line, and gives the mean squared error. */
async function measure({ name, options, all, folder }: Run, split: number): Promise<number> {
  const held = new Set((await linesOf(folder, `ml-100k-test-${split}.txt`)).map(Number));
  const train = part(all, (at) => !held.has(at));
  const test = part(all, (at) => held.has(at));
  const result = await completeSparse({ rows: 943, cols: 1682, ...train }, options);
  const predicted = result.predictMany(test.row, test.col);
  const mse = mean([...predicted].map((x, at) => (x - (test.values[at] as number)) ** 2));
  const time = `${(1e3 * (result.secondsPerStep ?? 0)).toFixed(2)} ms a step`;
  const run = `${result.steps} steps (${result.stopReason}), ${time}`;
  process.stdout.write(`${name} split ${split}: ${errorText([mse])}; ${run}\n`);
  return mse;
}

function errorText(squares: readonly number[]): string {
  const rmse = mean(squares.map(Math.sqrt));
  return `MSE ${mean(squares).toFixed(4)}, RMSE ${rmse.toFixed(4)}`;
}

function mean(list: readonly number[]): number {
  return list.reduce((sum, x) => sum + x, 0) / list.length;
}

function optionsOf(method: string): SparseOptions {
  const options = methods[method];
  if (options) return options;
  const names = Object.keys(methods).join(' or ');
  throw new Error(`Expected ${names} for --method but received ${JSON.stringify(method)}`);
}

async function main(args: readonly string[]): Promise<void> {
  const { values: given } = parseArgs({
    args: [...args],
    options: {
      data: { type: 'string' },
      method: { type: 'string', default: Object.keys(methods).join(',') },
      seed: { type: 'string', default: '0' },
      threads: { type: 'string', default: '1' },
      help: { type: 'boolean' },
    },
  });
  if (given.help || given.data === undefined) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const folder = given.data;
  const all = ratingsOf(await linesOf(folder, 'ml-100k.txt'));
  const settings = { seed: Number(given.seed), threads: Number(given.threads) };
  for (const name of given.method.split(',')) {
    const options = { ...optionsOf(name), ...settings };
    const errors: number[] = [];
    for (const split of [0, 1, 2]) {
      errors.push(await measure({ name, options, all, folder }, split));
    }
    process.stdout.write(`${name} mean of the splits: ${errorText(errors)}\n`);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
