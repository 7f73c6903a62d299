import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { randomMask, writeMatrix } from '../../src/index.js';

const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let folder: string;

beforeAll(() => {
  expect(existsSync(program), `Expected ${program}: run npm run build:ts first`).toBe(true);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-process-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function start(args: string[], variables: Record<string, string> = {}): ChildProcess {
  const env = { ...process.env, ...variables };
  return spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env });
}

/** What a child printed and how it ended; `onError` hears of standard error as it grows. */
function ending(child: ChildProcess, onError: (text: string) => void = () => {}) {
  return new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    let out = '';
    let err = '';
    child.stdout?.on('data', (text) => {
      out += text;
    });
    child.stderr?.on('data', (text) => {
      err += text;
      onError(err);
    });
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

async function writeLongProblem(): Promise<string> {
  const shape = { rows: 120, cols: 120 };
  const { data } = randomMask(shape, 0.3, 1);
  const path = join(folder, 'input.npy');
  const values = Float32Array.from(data, (entry, k) => (entry ? Math.sin(k) : Number.NaN));
  await writeMatrix(path, { ...shape, data: values });
  return path;
}

describe('the program as a process', () => {
  test.each(['SIGINT'] as const)('%s in mid-run: status 130, nothing written', async (signal) => {
    const input = await writeLongProblem();
    const output = join(folder, 'out.npy');
    const steps = ['--steps', '100000000', '--progress'];
    const child = start(['complete', input, '-o', output, '--json', ...steps]);
    let sentAt = 0;
    const { code, out, err } = await ending(child, (text) => {
      if (sentAt > 0 || !text.includes('step')) return;
      sentAt = performance.now();
      child.kill(signal);
    });
    expect(performance.now() - sentAt).toBeLessThan(2000);
    expect([code, out]).toEqual([130, '']);
    expect(err).not.toMatch(/error|\bat /i);
    expect(await readdir(folder)).toEqual(['input.npy']);
  });

  test('exit statuses of done, bad input and bad usage; no stack', async () => {
    const done = await ending(start(['info', '--json']));
    expect(done.code).toBe(0);
    expect(Object.keys(JSON.parse(done.out))).toEqual(
      expect.arrayContaining(['version', 'isa', 'isas', 'cores', 'devices']),
    );
    const input = await ending(start(['complete', join(folder, 'none.csv')]));
    expect([input.code, input.out]).toEqual([1, '']);
    expect(input.err).toMatch(/^error: .*\n$/);
    expect((await ending(start(['complete', '--nothing']))).code).toBe(2);
    const engine = await ending(start(['info'], { LACUNA_ISA: 'sparc' }));
    expect(engine.code).toBe(2);
    expect(engine.err).toMatch(/^error: .*LACUNA_ISA.*sparc.*\n$/);
  });

  test('a reader that stops early does no harm', async () => {
    const child = start(['methods']);
    child.stdout?.destroy();
    const { code, err } = await ending(child);
    expect([code, err]).toEqual([0, '']);
  });
});
