// npm run bench:tables: results of methods with their memory, as tables. `lacuna reproduce` has the others.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { ratingsTable } from './ratings-table.js';
import { computeTable, printed } from './results-table.js';

const usage = `npm run bench:tables -- --data DIR [options]
  --data DIR    the folder with ratings/ml-100k.txt and ratings/ml-100k-test-{0,1,2}.txt
  --json FILE   also write the numbers as JSON`;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: { data: { type: 'string' }, json: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help || values.data === undefined) {
    console.log(usage);
    return;
  }
  const computed = await computeTable(ratingsTable(values.data), showCell);
  console.log(printed(computed));
  if (values.json !== undefined) {
    await writeFile(values.json, `${JSON.stringify(computed, null, 2)}\n`);
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
