import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeMatrix, writePicture } from '../../src/index.js';
import { holed } from '../batch/support.js';
import { capture } from '../cli/capture.js';
import { pretendGpus } from './support.js';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);
const settings = ['--steps', '40', '--method', 'dmf'];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-gpu-'));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

/** Two matrices of one shape, and two pictures of three channels of another. */
async function writeInputs(): Promise<string[]> {
  const channel = (shift: number) =>
    Float32Array.from({ length: 70 }, (_, k) => ((3 * k + shift) % 17) + shift);
  const alpha = Float32Array.from({ length: 70 }, (_, k) => (k % 4 ? 255 : 0));
  for (const k of [0, 1]) {
    await writeMatrix(at(`m${k}.csv`), holed(6, 9, k));
    const channels = [channel(k), channel(5 + k), channel(9 + k)];
    await writePicture(at(`p${k}.png`), { rows: 7, cols: 10, depth: 8, channels, alpha });
  }
  return ['m0.csv', 'm1.csv', 'p0.png', 'p1.png'];
}

test('lacuna batch gathers files of one shape, channels of pictures with them', async () => {
  const names = await writeInputs();
  const batch = ['batch', ...names.map((name) => at(name)), ...settings];
  await capture([...batch, '--out-dir', at('cpu'), '--device', 'cpu']);
  const jobs = pretendGpus([{}]);
  const { status, out, err } = await capture([
    ...[...batch, '--out-dir', at('gpu'), '--device', 'cuda', '--json'],
  ]);
  expect(status, err).toBe(0);
  expect(jobs.map(({ problems }) => problems).sort()).toEqual([2, 6]);
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const line of lines) {
    expect(line).toMatchObject({ device: 'cuda:0', precision: 'bf16x3' });
    expect(line).not.toHaveProperty('deviceReason');
  }
  for (const name of names) {
    const [onCpu, onGpu] = await Promise.all([
      readFile(at('cpu', name)),
      readFile(at('gpu', name)),
    ]);
    expect(onGpu.equals(onCpu)).toBe(true);
  }
});

test('lacuna info says that the device can be used, complete says which one was', async () => {
  const [, , name] = await writeInputs();
  pretendGpus([{}, {}]);
  const { out } = await capture(['info']);
  expect(out).toMatch(/^cuda {6}usable$/m);
  expect(out).toMatch(/^gpu 1 {5}Pretended, 9\.0/m);
  const args = [...settings, '--device', 'cuda:1', '--precision', 'float32'];
  const { out: told } = await capture(['complete', at(name as string), ...args]);
  expect(told).toMatch(/^device {3}cuda:1 \(float32\), /m);
});
