import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { writeMatrix } from '../../src/index.js';
import { holed } from '../batch/support.js';

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeAll(() => {
  expect(existsSync(program), `Expected ${program}: run npm run build:ts first`).toBe(true);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-batch-process-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function start(args: string[]) {
  const child = spawn(process.execPath, [program, 'batch', ...args], { stdio: 'pipe' });
  const printed = { out: '', err: '' };
  child.stdout.on('data', (text) => {
    printed.out += text;
  });
  child.stderr.on('data', (text) => {
    printed.err += text;
  });
  const ending = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, printed, ending };
}

test('an interrupt: status 130, what was finished stays and is skipped the next time', async () => {
  // Equal values need no steps; the others would take hours.
  await writeMatrix(at('a.csv'), { rows: 2, cols: 2, data: Float32Array.of(1, 1, 1, Number.NaN) });
  for (const name of ['b.csv', 'c.csv', 'd.csv', 'e.csv'])
    await writeMatrix(at(name), holed(30, 30));
  const inputs = ['a', 'b', 'c', 'd', 'e'].map((name) => at(`${name}.csv`));
  const args = [...inputs, '--out-dir', at('out'), '--steps', '100000000', '--json'];
  const { child, printed, ending } = start(args);
  let sentAt = 0;
  child.stdout.once('data', () => {
    sentAt = performance.now();
    child.kill('SIGINT');
  });
  expect(await ending).toBe(130);
  expect(performance.now() - sentAt).toBeLessThan(2000);
  expect(JSON.parse(printed.out)).toMatchObject({ input: at('a.csv'), status: 'completed' });
  expect(printed.err).toMatch(/^1 completed, 0 failed, 0 skipped in .*\n$/);
  expect(await readdir(at('out'))).toEqual(['a.csv']);

  const again = start([...inputs, '--out-dir', at('out'), '--steps', '5']);
  expect(await again.ending).toBe(0);
  expect(again.printed.out).toMatch(/\n4 completed, 0 failed, 1 skipped/);
});

test('--list - reads standard input; some failed: status 1', async () => {
  await writeMatrix(at('a.csv'), holed(5, 6));
  const { child, printed, ending } = start(['-l', '-', '--out-dir', at('out'), '--steps', '5']);
  child.stdin.end(`${at('a.csv')}\n${at('none.csv')}\n`);
  expect(await ending).toBe(1);
  expect(printed.out).toMatch(/\n1 completed, 1 failed, 0 skipped/);
  expect(printed.err).toBe('');
});

test('an interrupt while the list is awaited', async () => {
  const { child, printed, ending } = start(['-l', '-', '--out-dir', at('out')]);
  // More than the pipe holds: once it is written, it is being read.
  await new Promise((resolve) => child.stdin.write('\n'.repeat(2 ** 20), resolve));
  child.kill('SIGINT');
  expect(await ending).toBe(130);
  expect(printed).toEqual({ out: '', err: '' });
});
