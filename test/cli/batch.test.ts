import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readPicture, writeMatrix, writePicture } from '../../src/index.js';
import { holed } from '../batch/support.js';
import { capture } from './capture.js';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-batch-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const matrices = ['a.csv', 'b.npy', 'c.tsv'];

/** Three matrices and a colour picture, all of other shapes. */
async function writeInputs(): Promise<string[]> {
  for (const [k, name] of matrices.entries()) await writeMatrix(at(name), holed(6 + k, 9, k));
  const channel = (shift: number) => Float32Array.from({ length: 70 }, (_, k) => 3 * k + shift);
  const alpha = Float32Array.from({ length: 70 }, (_, k) => (k % 4 ? 255 : 0));
  const channels = [channel(0), channel(5), channel(9)];
  await writePicture(at('d.png'), { rows: 7, cols: 10, depth: 8, channels, alpha });
  return [...matrices, 'd.png'].map((name) => at(name));
}

const settings = ['--steps', '40', '--seed', '5'];
const batch = (...args: string[]) =>
  capture(['batch', ...args, '--out-dir', at('out'), ...settings]);

interface Line {
  readonly input: string;
  readonly output: string;
  readonly status: string;
  readonly [key: string]: unknown;
}

/** Lines of NDJSON in the order of their inputs' names. */
function linesOf(out: string): Line[] {
  const lines: Line[] = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return lines.sort((a, b) => a.input.localeCompare(b.input));
}

describe('outputs', () => {
  test('pictures and matrices keep their names and have the bytes that complete writes', async () => {
    const inputs = await writeInputs();
    const { status, out, err } = await batch(...inputs);
    expect([status, err]).toEqual([0, '']);
    expect(await readdir(at('out'))).toEqual(['a.csv', 'b.npy', 'c.tsv', 'd.png']);
    for (const input of inputs) {
      const name = input.slice(folder.length + 1);
      expect(out).toContain(`completed  ${input} → ${at('out', name)}  40 steps`);
      await capture(['complete', input, '-o', at(`alone-${name}`), ...settings]);
      const alone = await readFile(at(`alone-${name}`));
      expect((await readFile(at('out', name))).equals(alone)).toBe(true);
    }
    expect(out).toMatch(/\n4 completed, 0 failed, 0 skipped in \d+\.\d\d s, [\d.]+ items\/s\n$/);
  });

  test('--mask is shared', async () => {
    await writeFile(at('a.csv'), '1,2,3\n4,5,6\n');
    await writeFile(at('b.csv'), '1,2\n3,4\n');
    await writeFile(at('mask.csv'), '1,0,1\n1,1,1\n');
    const { status, out } = await batch(
      at('a.csv'),
      at('b.csv'),
      '--mask',
      at('mask.csv'),
      '--json',
    );
    expect(status).toBe(1);
    const [first, second] = linesOf(out);
    expect(first).toMatchObject({ status: 'completed', observed: 5 });
    expect(second?.error).toMatch(/2×2 .*for --mask but received 2×3/);
  });

  test('--list adds inputs, one in each line', async () => {
    const [a, b, c] = (await writeInputs()) as [string, string, string];
    await writeFile(at('list.txt'), `${b}\r\n\n${c}\n`);
    expect((await batch(a, '-l', at('list.txt'))).status).toBe(0);
    expect(await readdir(at('out'))).toEqual(matrices);
    await writeFile(at('empty.txt'), '');
    const empty = await batch('-l', at('empty.txt'));
    expect(empty).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^0 completed, 0 failed/),
    });
  });
});

describe('--json', () => {
  const reportKeys = [
    ...[
      'method',
      'rows',
      'cols',
      'channels',
      'observed',
      'seed',
      'device',
      'precision',
      'deviceReason',
      'threads',
    ],
    ...['steps', 'stopReason', 'seconds', 'secondsPerStep', 'loss', 'metrics'],
  ];

  test('one object in each line: the keys of complete and what became of the item', async () => {
    const inputs = await writeInputs();
    await writeFile(at('bad.csv'), '1,2\n3\n');
    const { status, out, err } = await batch(...inputs, at('bad.csv'), at('none.csv'), '--json');
    expect(status).toBe(1);
    expect(err).toMatch(/^4 completed, 2 failed, 0 skipped in [\d.]+ s, [\d.]+ items\/s\n$/);
    const lines = linesOf(out);
    const failed = lines.filter((line) => line.status === 'failed');
    expect(failed).toEqual([
      {
        input: at('bad.csv'),
        output: at('out', 'bad.csv'),
        status: 'failed',
        error: expect.stringMatching(/^Expected 2 entries .* line 2/),
        code: 'LACUNA_FILE',
      },
      expect.objectContaining({ error: expect.stringMatching(/there is no such file/) }),
    ]);
    const completed = lines.filter((line) => line.status === 'completed');
    expect(completed).toHaveLength(4);
    for (const line of completed) {
      expect(Object.keys(line)).toEqual(['input', 'output', 'status', ...reportKeys]);
      expect(line).toMatchObject({ seed: 5, steps: 40, metrics: null });
    }
    expect(completed[3]).toMatchObject({ rows: 7, cols: 10, channels: 3 });
    expect(await readdir(at('out'))).toEqual([...matrices, 'd.png']);
  });

  test('skipped ones have a line too', async () => {
    const inputs = await writeInputs();
    await batch(...inputs);
    const { out } = await batch(...inputs, '--json');
    const [first] = linesOf(out);
    expect(first).toEqual({ input: at('a.csv'), output: at('out', 'a.csv'), status: 'skipped' });
  });
});

describe('a second run', () => {
  const past = new Date(Date.now() - 60_000);

  test('skips what is done and says so; --force does not', async () => {
    const inputs = await writeInputs();
    await batch(...inputs);
    const again = await batch(...inputs);
    expect(again.status).toBe(0);
    expect(again.out).toContain(`skipped    ${inputs[0]}: ${at('out', 'a.csv')} is newer\n`);
    expect(again.out).toMatch(/\n0 completed, 0 failed, 4 skipped/);
    expect((await batch(...inputs, '--force')).out).toMatch(/\n4 completed, 0 failed, 0 skipped/);
  });

  test('computes what is missing, or older than its input', async () => {
    const inputs = await writeInputs();
    await batch(...inputs);
    await rm(at('out', 'c.tsv'));
    await utimes(at('out', 'a.csv'), past, past);
    const { out } = await batch(...inputs, '--json');
    expect(linesOf(out).map(({ status }) => status)).toEqual([
      ...['completed', 'skipped', 'completed', 'skipped'],
    ]);
  });

  test('computes what is older than the mask', async () => {
    const [a] = (await writeInputs()) as [string];
    const ones = { rows: 6, cols: 9, data: new Float32Array(54).fill(1) };
    ones.data.fill(0, 0, 10);
    const { data } = holed(6, 9);
    await writeMatrix(a, { rows: 6, cols: 9, data: data.map((x) => (Number.isNaN(x) ? 1 : x)) });
    await utimes(a, past, past);
    await writeMatrix(at('mask.npy'), ones);
    await utimes(at('mask.npy'), past, past);
    const status = async () =>
      linesOf((await batch(a, '--mask', at('mask.npy'), '--json')).out)[0]?.status;
    expect([await status(), await status()]).toEqual(['completed', 'skipped']);
    const future = new Date(Date.now() + 60_000);
    await utimes(at('mask.npy'), future, future);
    expect(await status()).toBe('completed');
  });
});

describe('bad usage: status 2, one line, nothing computed', () => {
  const expectUsage = async (args: string[], message: RegExp) => {
    const { status, out, err } = await batch(...args);
    expect(err).toMatch(/^error: .*\n$/);
    expect(err).toMatch(message);
    expect([status, out]).toEqual([2, '']);
  };

  test('no inputs, two of one name, a folder that holds inputs', async () => {
    const [a] = (await writeInputs()) as [string];
    await expectUsage([], /at least one INPUT or a --list/);
    await mkdir(at('other'));
    await writeMatrix(at('other', 'a.csv'), holed(3, 3));
    const other = at('other', 'a.csv');
    await expectUsage([a, other], /different file names but received .*a\.csv and .*other.a\.csv/);
    expect(await readdir(folder)).not.toContain('out');
    await symlink(folder, at('out'));
    await expectUsage([a], /a folder without inputs for --out-dir/);
  });

  test('no folder, wrong settings', async () => {
    const [a] = (await writeInputs()) as [string];
    const { status, err } = await capture(['batch', a]);
    expect([status, err]).toEqual([2, expect.stringMatching(/required option '--out-dir <DIR>'/)]);
    await expectUsage([a, '--concurrency', '0'], /for concurrency but received 0/);
    await expectUsage([a, '--set', 'order=input'], /Unknown option "order"/);
    await expectUsage([a, '--set', 'seeed=1'], /did you mean "seed"/);
  });
});

describe('bad input: status 1', () => {
  test('what concerns all is one line, and nothing is computed', async () => {
    const [a] = (await writeInputs()) as [string];
    const expectFailure = async (args: string[], message: RegExp) => {
      const { status, out, err } = await capture(['batch', a, ...args]);
      expect(err).toMatch(/^error: .*\n$/);
      expect(err).toMatch(message);
      expect([status, out]).toEqual([1, '']);
    };
    await expectFailure(['--out-dir', a], /a folder to write to for --out-dir/);
    const out = ['--out-dir', at('out')];
    await expectFailure([...out, '--device', 'cuda:999'], /for device but received "cuda:999"/);
    await expectFailure([...out, '--mask', at('none.png')], /a readable file for --mask/);
    await expectFailure([...out, '-l', at('none.txt')], /a readable file for --list/);
  });

  test('an output that is its own input through a link is refused and left alone', async () => {
    const [a] = (await writeInputs()) as [string];
    await mkdir(at('links'));
    await mkdir(at('out'));
    await writeFile(at('out', 'a.csv'), '1,\n2,3\n');
    await rm(a);
    await symlink(at('out', 'a.csv'), at('links', 'a.csv'));
    const { status, out } = await batch(at('links', 'a.csv'), '--force');
    expect([status, out]).toEqual([
      1,
      expect.stringMatching(/a folder without inputs for --out-dir/),
    ]);
    expect(await readFile(at('out', 'a.csv'), 'utf8')).toBe('1,\n2,3\n');
  });

  test('a type that is read only fails its item alone', async () => {
    const inputs = await writeInputs();
    await writeFile(at('e.gif'), await readFile(at('d.png')));
    const { status, out } = await batch(at('e.gif'), ...inputs, '--json');
    expect(status).toBe(1);
    expect(linesOf(out).filter((line) => line.status === 'failed')).toHaveLength(1);
    expect((await readPicture(at('out', 'd.png'))).channels).toHaveLength(3);
  });
});

describe('progress', () => {
  test('a bar on a terminal, out of the way of the lines, and taken away at the end', async () => {
    const inputs = await writeInputs();
    const args = ['batch', ...inputs, '--out-dir', at('out'), ...settings];
    const { err } = await capture(args, true);
    const clear = '\r\x1b[K';
    expect(err).toMatch(/\[#{5}-{15}\] {3}25 % {2}1\/4 items {2}[\d.]+ items\/s/);
    expect(err.endsWith(clear)).toBe(true);
    expect((await capture([...args, '--force', '--progress'])).err).toMatch(/^\[.*items\/s.*\n/);
  });
});
