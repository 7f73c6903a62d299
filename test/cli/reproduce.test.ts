import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/cli/program.js';
import { tinyData, useFolders } from '../reproduce/support.js';
import { capture } from './capture.js';

const folders = useFolders();

/** The tiny table without the method that fails, as a file. */
async function tableFile(): Promise<string> {
  const path = join(folders.data, 'tiny.json');
  const methods = tinyData.methods.filter(({ id }) => id !== 'wrong');
  await writeFile(path, JSON.stringify({ ...tinyData, methods }));
  return path;
}

const inFolders = () => ['--data', folders.data, '--out', folders.out];

describe('the list', () => {
  test('names every table and the files it wants', async () => {
    const { status, out } = await capture(['reproduce']);
    expect(status).toBe(0);
    expect(out).toMatch(/^airnet-table-1: /m);
    expect(out).toMatch(
      /wants \(give --data\): images\/barbara-240\.png, masks\/random-30-240\.png/,
    );
    const drawn = out.slice(out.indexOf('rdmf-tables-1-2')).split('\n');
    expect(drawn.find((line) => line.startsWith('  data'))).toBe('  data     all there');
  });

  test('--json, with a folder that has nothing', async () => {
    const { out } = await capture(['reproduce', '--json', '--data', folders.data]);
    const { tables } = JSON.parse(out);
    const table = tables.find((one: { table: string }) => one.table === 'dlrl-table-3');
    expect(table).toMatchObject({ runs: 0, missingCases: ['ml-100k', 'filmtrust'] });
    expect(table.missingFiles).toContain('ratings/ml-100k.txt');
    expect(table.paper.place).toBe('table III');
  });
});

describe('a table', () => {
  test('is printed and written, and what was left out is named', async () => {
    const { status, out, err } = await capture(['reproduce', await tableFile(), ...inFolders()]);
    expect(status).toBe(0);
    expect(err).toMatch(/^left out absent: the data folder has no nowhere\.csv\n11 runs to make\n/);
    expect(err).toMatch(/^completed {2}picture \(2\) {2}dmf {2}seed 1: rmse [\d.]+, 40 steps in /m);
    expect(out).toMatch(/^# Tiny\n\nA: P\. V, 2020, table 1\. https:\/\/x\.y\n\n## RMSE/);
    expect(out).toMatch(
      /^\| A matrix +\| DMF +\| +0\.\d+ ± 0\.\d+ \| +0\.\d+ \| +0\.25 \| +[+−]0\.\d+ \| +2 \|/m,
    );
    expect(out).toMatch(/^- A note\.$/m);
    expect(out).toMatch(/^- \[1\] as printed$/m);
    expect(await readFile(join(folders.out, 'tiny.md'), 'utf8')).toBe(out);
    const report = JSON.parse(await readFile(join(folders.out, 'tiny.json'), 'utf8'));
    expect(report.runs).toHaveLength(11);
    expect(report.rows).toHaveLength(2 * (5 + 3 + 3));
  });

  test('is written as a page beside the files', async () => {
    const page = join(folders.out, 'tiny.html');
    const args = ['reproduce', await tableFile(), ...inFolders(), '--seeds', '1'];
    const { status } = await capture([...args, '--report', page]);
    expect(status).toBe(0);
    const text = await readFile(page, 'utf8');
    expect(text).toContain('<h1>Tiny</h1>');
    expect(text).toContain('<h2>RMSE over the missing entries</h2>');
    expect(text).toMatch(/<tr><th scope="row">DMF<\/th><td><data value="0\.\d+">/);
    expect(text).toContain('<td class="paper"><data value="0.25">0.25</data></td>');
    expect(text).toMatch(/DMF on A matrix: as printed/);
    expect(text).toContain('A note.');
    expect(text).toContain('left out absent: the data folder has no nowhere.csv');
  });

  test('a page that is none is refused before anything is computed', async () => {
    const args = ['reproduce', await tableFile(), ...inFolders(), '--report', 'page.pdf'];
    const { status, err } = await capture(args);
    expect(status).toBe(1);
    expect(err).toBe(
      'error: Expected a file of type .html or .htm for --report but received page.pdf (a report is a page)\n',
    );
  });

  test('a part of it, as JSON; the files keep the whole', async () => {
    const some = ['--cases', 'matrix', '--methods', 'dmf,mean', '--seeds', '1', '--json'];
    const args = ['reproduce', await tableFile(), ...inFolders()];
    const { out, err } = await capture([...args, ...some]);
    expect(err).toMatch(/^2 runs to make\n/);
    const report = JSON.parse(out);
    expect(report.rows.map((row: { method: string }) => row.method)).toEqual([
      'dmf',
      'mean',
      'dmf',
      'mean',
    ]);
    expect(report.rows[0]).toMatchObject({ case: 'matrix', metric: 'rmse', runs: 1 });
    const again = await capture([...args, '--json']);
    expect(again.err).toMatch(/\n9 runs to make\n/);
    expect(JSON.parse(again.out).rows[0].runs).toBe(2);
  });

  test('without any data the files are named, and the status is 1', async () => {
    const args = ['reproduce', 'dlrl-table-3', ...inFolders(), '--cases', 'ml-100k'];
    const { status, out, err } = await capture(args);
    expect([status, out]).toEqual([1, '']);
    expect(err).toMatch(/^left out ml-100k: the data folder has no ratings\/ml-100k\.txt, /);
    expect(err).toMatch(/\nerror: Expected the files of at least one case in --data, .*table-3\n$/);
  });

  test('a run that failed ends with status 1, and its line says why', async () => {
    const path = join(folders.data, 'tiny.json');
    await writeFile(path, JSON.stringify(tinyData));
    const { status, err } = await capture(['reproduce', path, ...inFolders(), '--seeds', '1']);
    expect(status).toBe(1);
    expect(err).toMatch(/^failed {5}matrix {2}wrong {2}seed 0: Expected .*stopping\.steps/m);
  });

  test('Ctrl-C keeps what is done and ends with 130', async () => {
    const args = ['reproduce', await tableFile(), ...inFolders(), '--jobs', '1'];
    let isFirst = true;
    const interruptOnce = (text: string) => {
      if (isFirst && text.startsWith('completed')) {
        isFirst = false;
        process.emit('SIGINT');
      }
    };
    let out = '';
    const status = await run(args, {
      out: { write: (text) => (out += text) },
      err: { write: interruptOnce },
    });
    expect(status).toBe(130);
    expect(out).toMatch(/^# Tiny/);
    const { err } = await capture(args);
    const [, left] = /(\d+) runs to make/.exec(err) as unknown as [string, string];
    expect(Number(left)).toBeGreaterThan(0);
    expect(Number(left)).toBeLessThan(11);
  });

  test.each<[string[], number, RegExp]>([
    [['airnet-table-9', '--out', 'x'], 2, /one of airnet-table-1, .* for TABLE .*"airnet-table-9"/],
    [['airnet-table-1'], 2, /Expected --out, the folder for results, beside TABLE/],
    [['airnet-table-1', '--out', 'x', '--seeds', '0'], 2, />= 1 for --seeds but received "0"/],
    [['airnet-table-1', '--out', 'x', '--jobs', 'no'], 2, />= 1 for --jobs but received "no"/],
    [['airnet-table-1', '--out', 'x', '--methods', 'knn,nn'], 2, /for --methods .*"nn"/],
    [['airnet-table-1', '--out', 'x', '--cases', 'nowhere'], 2, /for --cases .*"nowhere"/],
    [['none.json', '--out', 'x'], 1, /a readable file for TABLE but received none\.json/],
  ])('%j is refused', async (args, status, message) => {
    const captured = await capture(['reproduce', ...args]);
    expect(captured.status).toBe(status);
    expect(captured.err).toMatch(message);
  });

  test('a file that is no table is refused in one line', async () => {
    const path = join(folders.data, 'bad.json');
    await writeFile(path, '{"id":"X"}');
    const { status, err } = await capture(['reproduce', path, ...inFolders()]);
    expect(status).toBe(1);
    expect(err).toMatch(/^error: Expected a table for TABLE but received .*bad\.json \(.*\)\n$/);
  });
});
