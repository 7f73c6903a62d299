// npm run bench:tables: results of methods, not their speed, as tables.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { netflixTable } from './netflix.js';
import { ratingsTable } from './ratings.js';
import { ratingsClassicTable } from './ratings-classic.js';
import { rdmfTable } from './rdmf.js';
import { type Computed, computeTable, printed, type ResultsTable } from './results-table.js';

const usage = `npm run bench:tables -- NAME… [options]
  NAME          of rdmf, netflix, ratings, ratings-classic
  --data DIR    the folder that all but rdmf read: matrices/synthetic-netflix.mat,
                masks/synthetic-netflix-random-{70,75,80}.png, ratings/ml-100k.txt and
                ratings/ml-100k-test-{0,1,2}.txt
  --json FILE   also write the numbers as JSON`;

const ofData: Readonly<Record<string, (data: string) => ResultsTable>> = {
  netflix: netflixTable,
  ratings: ratingsTable,
  'ratings-classic': ratingsClassicTable,
};

function tableNamed(name: string, data: string | undefined): ResultsTable {
  if (name === 'rdmf') return rdmfTable;
  const make = Object.hasOwn(ofData, name) ? ofData[name] : undefined;
  if (make === undefined) {
    const names = ['rdmf', ...Object.keys(ofData)].join(', ');
    throw new Error(`Expected one of ${names} but received ${JSON.stringify(name)}`);
  }
  if (data === undefined) throw new Error(`Expected --data, the folder of files for ${name}`);
  return make(data);
}

async function main(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help || positionals.length === 0) {
    console.log(usage);
    return;
  }
  const tables = positionals.map((name) => tableNamed(name, values.data));
  const results: Computed[] = [];
  for (const table of tables) {
    const computed = await computeTable(table, showCell);
    results.push(computed);
    console.log(`${printed(computed)}\n`);
  }
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify(results, null, 2)}\n`);
  }
}

/** The cell that is being computed, on a terminal only. */
function showCell(name: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${name}\r`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
