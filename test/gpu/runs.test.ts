import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  complete,
  completeSparse,
  fit as fitModel,
  fitSparse,
  type Matrix,
  type SparseInput,
} from '../../src/index.js';
import { parseSparseOptions } from '../../src/options/parse.js';
import { settleDevice } from '../../src/sparse/settle-device.js';
import { holed } from '../batch/support.js';
import { pretendGpus } from './support.js';

afterEach(() => vi.restoreAllMocks());

const brief = { method: 'dmf', stopping: { steps: 30 } } as const;

/** Noise, which no number of steps predicts. */
const noise: Matrix = {
  rows: 12,
  cols: 10,
  data: Float64Array.from({ length: 120 }, (_, k) => (k % 5 ? (k * 7919) % 97 : Number.NaN)),
};

const triplets: SparseInput = {
  rows: 12,
  cols: 10,
  row: Uint32Array.from({ length: 60 }, (_, e) => Math.floor(e / 5)),
  col: Uint32Array.from({ length: 60 }, (_, e) => (2 * (e % 5) + Math.floor(e / 5)) % 10),
  values: Float32Array.from({ length: 60 }, (_, e) => (e * 31) % 17),
};

describe('one matrix on a GPU', () => {
  test('has the result of the CPU, and says where it was computed', async () => {
    const input = holed(11, 7);
    const onCpu = await complete(input, { ...brief, device: 'cpu' });
    const jobs = pretendGpus([{ computeCapability: '7.5' }]);
    const onGpu = await complete(input, { ...brief, device: 'cuda' });
    expect(jobs).toEqual([{ gpu: 0, problems: 1 }]);
    expect(onGpu.matrix).toEqual(onCpu.matrix);
    expect(onGpu).toMatchObject({ device: 'cuda:0', precision: 'float32' });
    expect(onGpu).not.toHaveProperty('deviceReason');
    expect(onCpu).toMatchObject({ device: 'cpu', precision: 'float32' });
    expect(onCpu).not.toHaveProperty('deviceReason');
  });

  test('the run behind the result stays where the judged one was, however short it is', async () => {
    const jobs = pretendGpus([{}]);
    const validation = { share: 0.3, every: 1000, patience: 2000 };
    const stopping = { steps: 10_000_000 };
    const found = await complete(noise, { method: 'dmf', validation, stopping });
    expect(found.steps).toBeLessThan(1_000_000);
    expect(found).toMatchObject({ device: 'cuda:0', precision: 'bf16x3' });
    expect(jobs.map(({ problems }) => problems)).toEqual([1, 1]);
  });

  test('a classical candidate of tune is of the CPU', async () => {
    pretendGpus([{}]);
    const tune = { method: ['dmf', 'mean'] };
    const run = complete(noise, { ...brief, tune, device: 'cuda' });
    await expect(run).rejects.toMatchObject({
      code: 'LACUNA_DEVICE',
      message: expect.stringMatching(/Classical methods compute on the CPU\.$/),
    });
  });

  test('a model tells of its device', async () => {
    pretendGpus([{}]);
    const { report } = await fitModel(noise, { ...brief, device: 'cuda' });
    expect(report).toMatchObject({ device: 'cuda:0', precision: 'bf16x3' });
    const small = await fitModel(noise, brief);
    expect(small.report.deviceReason).toMatch(/^The run is small/);
  });

  test('one that does not fit is refused with cuda, and goes to the CPU with auto', async () => {
    const jobs = pretendGpus([{ memoryBytes: 1000 }]);
    await expect(complete(noise, { ...brief, device: 'cuda' })).rejects.toMatchObject({
      code: 'LACUNA_OUT_OF_MEMORY',
      message: expect.stringMatching(/^Expected a device .* of the memory of cuda:0, which has/),
    });
    const found = await complete(noise, brief);
    expect(found.deviceReason).toMatch(/^The run would take .* of the memory of cuda:0/);
    expect(jobs).toEqual([]);
  });
});

describe('observed entries alone on a GPU', () => {
  test('have the result of the CPU', async () => {
    const onCpu = await completeSparse(triplets, { ...brief, device: 'cpu' });
    const jobs = pretendGpus([{}, {}]);
    const onGpu = await completeSparse(triplets, { ...brief, device: 'cuda:1' });
    expect(jobs).toEqual([{ gpu: 1, problems: 1 }]);
    expect(onGpu.toMatrix()).toEqual(onCpu.toMatrix());
    expect(onGpu).toMatchObject({ device: 'cuda:1', precision: 'bf16x3' });
    const model = await fitSparse(triplets, { ...brief, device: 'cuda' });
    expect(model.report.device).toBe('cuda:0');
  });

  test('runs that follow each other share a device, unless only the CPU computes one', () => {
    pretendGpus([{}]);
    const long = parseSparseOptions({ method: 'dmf', stopping: { steps: 1_000_000_000 } });
    const deviceOf = settleDevice(triplets, long);
    expect(deviceOf(parseSparseOptions(brief))?.device).toBe('cuda:0');
    expect(deviceOf(parseSparseOptions({ method: 'als' }))).toBeUndefined();
    expect(deviceOf(parseSparseOptions({ method: 'dlrl' }))?.device).toBe('cuda:0');
    expect(settleDevice(triplets, parseSparseOptions(brief))(long)?.device).toBe('cpu');
    expect(settleDevice(triplets, parseSparseOptions({ method: 'als' }))(long)).toBeUndefined();
  });

  test('dlrl is computed there as well', async () => {
    const blocks = { ...brief, method: 'dlrl' } as const;
    const onCpu = await completeSparse(triplets, { ...blocks, device: 'cpu' });
    const jobs = pretendGpus([{ computeCapability: '7.5' }]);
    const onGpu = await completeSparse(triplets, { ...blocks, device: 'cuda' });
    expect(jobs).toEqual([{ gpu: 0, problems: 1 }]);
    expect(onGpu.toMatrix()).toEqual(onCpu.toMatrix());
  });
});
