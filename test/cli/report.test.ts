import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeMatrix } from '../../src/index.js';
import { holed } from '../batch/support.js';
import { capture } from './capture.js';

let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-report-'));
  await writeMatrix(at('input.csv'), holed(9, 11, 3));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const run = ['--steps', '30', '--threads', '1'];

describe('--report of complete', () => {
  test('writes a page and leaves standard output and the result as they are', async () => {
    const plain = await capture(['complete', at('input.csv'), '-o', at('a.npy'), ...run, '--json']);
    const told = await capture([
      ...['complete', at('input.csv'), '-o', at('b.npy'), ...run, '--json'],
      ...['--report', at('page.html')],
    ]);
    expect(told.status).toBe(0);
    const keys = (out: string) => Object.keys(JSON.parse(out));
    expect(keys(told.out)).toEqual(keys(plain.out));
    expect(JSON.parse(told.out).loss).toEqual(JSON.parse(plain.out).loss);
    expect(await readFile(at('b.npy'))).toEqual(await readFile(at('a.npy')));
    expect(await readFile(at('page.html'), 'utf8')).toContain('<h2>Spectrum</h2>');
  });

  test('keeps the readings in --json that were asked for, and no others', async () => {
    const { out } = await capture([
      ...['complete', at('input.csv'), ...run, '--json', '--report', at('page.html')],
      ...['--set', 'instruments.energies.every=10'],
    ]);
    expect(Object.keys(JSON.parse(out).instruments)).toEqual(['energies']);
  });

  test('is named for people', async () => {
    const { out } = await capture(['complete', at('input.csv'), ...run, '--report', at('p.htm')]);
    expect(out).toMatch(new RegExp(`report {3}${at('p.htm')}\n$`));
  });

  test.each([
    ['page.png', 'Expected a file of type .html or .htm for --report but received'],
    [
      'missing/page.html',
      'Expected a file in an existing, writable folder for --report but received',
    ],
  ])('refuses %s before anything is computed', async (name, message) => {
    const { status, out, err } = await capture([
      ...['complete', at('input.csv'), '-o', at('out.npy'), '--report', at(name)],
    ]);
    expect(status).toBe(1);
    expect(err).toContain(message);
    expect(out).toBe('');
    expect(await readdir(folder)).toEqual(['input.csv']);
  });
});

describe('--report of batch', () => {
  test('tells of what was completed, failed and skipped, in the order of the inputs', async () => {
    await writeMatrix(at('again.csv'), holed(7, 5, 1));
    await writeFile(at('bad.csv'), '1,2\n3,x\n');
    const batch = (...more: string[]) =>
      capture([...['batch', at('again.csv'), '--out-dir', at('out'), ...run], ...more]);
    await batch();
    const { out } = await batch(at('bad.csv'), at('input.csv'), '--report', at('page.html'));
    expect(out).toContain('1 completed, 1 failed, 1 skipped');
    const page = await readFile(at('page.html'), 'utf8');
    const at1 = page.indexOf('for line 2, column 2 of');
    const at2 = page.indexOf('<th scope="row">input.csv</th>');
    const at3 = page.indexOf('<li>again.csv</li>');
    expect(Math.min(at1, at2, at3)).toBeGreaterThan(0);
    expect(page.match(/<img class="thumb/g)).toHaveLength(2);
  });
});

describe('without the package that draws', () => {
  /** A loader for which vega is not there. */
  const loader = `export async function resolve(name, context, next) {
    if (name !== 'vega') return next(name, context);
    throw Object.assign(new Error('no vega'), { code: 'ERR_MODULE_NOT_FOUND' });
  }`;

  test('one line says what to install, before anything is computed', async () => {
    await writeFile(at('loader.mjs'), loader);
    await writeFile(
      at('register.mjs'),
      `import { register } from 'node:module';\nregister(${JSON.stringify(pathToFileURL(at('loader.mjs')).href)});\n`,
    );
    const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
    const args = ['complete', at('input.csv'), ...run];
    const start = (...more: string[]) =>
      new Promise<{ code: unknown; err: string }>((resolve) => {
        const all = ['--import', pathToFileURL(at('register.mjs')).href, program, ...args, ...more];
        execFile(process.execPath, all, (error, _, err) =>
          resolve({ code: error?.code ?? 0, err }),
        );
      });
    expect(await start('--report', at('page.html'))).toEqual({
      code: 1,
      err: 'error: Expected the package vega, which draws reports, but it is not installed: npm install vega\n',
    });
    expect(await start()).toEqual({ code: 0, err: '' });
  });
});
