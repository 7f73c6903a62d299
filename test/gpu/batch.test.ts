import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Load } from '../../src/device.js';
import {
  type BatchResult,
  type Completion,
  complete,
  completeBatch,
  completePicture,
  completeStream,
  type ItemProgress,
  type Options,
  type Shape,
} from '../../src/index.js';
import { needsOf } from '../../src/memory.js';
import { parseOptions } from '../../src/options/parse.js';
import { holed } from '../batch/support.js';
import { pretendGpus, type SeenJob } from './support.js';

afterEach(() => vi.restoreAllMocks());

const brief: Options = { method: 'dmf', stopping: { steps: 40 } };
const onGpu = { ...brief, device: 'cuda' } as const;
const alike = (count: number) => Array.from({ length: count }, (_, k) => holed(9, 8, k));
const sizes = (jobs: readonly SeenJob[]) => jobs.map(({ problems }) => problems);

function completionOf(result: BatchResult | undefined): Completion {
  if (result?.status === 'completed') return result.completion;
  throw new Error(`Expected a completion but received ${JSON.stringify(result)}`);
}

/** What does not hang on the device or the clock. */
function resultOf({ matrix, loss, trace, steps, validation }: Completion) {
  return { matrix, loss, trace, steps, ...(validation && { curve: validation.curve }) };
}

async function alone(inputs: readonly ReturnType<typeof holed>[], options = brief) {
  const completions: Completion[] = [];
  for (const input of inputs) {
    completions.push(await complete(input, { ...options, device: 'cpu' }));
  }
  return completions.map(resultOf);
}

describe('a batch on a GPU', () => {
  test('items of one shape are one job, each with the result it has alone, in the order of the inputs', async () => {
    const inputs = [...alike(3), holed(5, 6), ...alike(5).slice(3)];
    const expected = await alone(inputs);
    const jobs = pretendGpus([{}]);
    const results = (await completeBatch(inputs, onGpu)).map(completionOf);
    expect(sizes(jobs).sort()).toEqual([1, 5]);
    expect(results.map(resultOf)).toEqual(expected);
    expect(results[0]).toMatchObject({ device: 'cuda:0', precision: 'bf16x3', threads: 1 });
    expect(results[0]?.seconds).toBe(results[1]?.seconds);
  });

  test('runs that held entries judge are jobs of several too, each with its own entries', async () => {
    const validation = { share: 0.2, every: 10 };
    const options: Options = { ...brief, validation, traceEvery: 0 };
    const inputs = alike(4);
    const expected = await alone(inputs, options);
    const jobs = pretendGpus([{}]);
    const results = await completeBatch(inputs, { ...options, device: 'cuda' });
    expect(results.map(completionOf).map(resultOf)).toEqual(expected);
    expect(jobs).toEqual([
      { gpu: 0, problems: 4 },
      { gpu: 0, problems: 4 },
    ]);
  });

  test('options of its own put an item into another job', async () => {
    const jobs = pretendGpus([{}]);
    const [a, b, c] = alike(3) as [object, object, object];
    const items = [a, { input: b, options: { seed: 5 } }, c, { input: c, options: { seed: 5 } }];
    const results = await completeBatch(items as never, onGpu);
    expect(sizes(jobs)).toEqual([2, 2]);
    expect(results.map((one) => completionOf(one).seed)).toEqual([0, 5, 0, 5]);
  });

  test('items of other numbers of steps share a job, and end where they would alone', async () => {
    const inputs = alike(3);
    const counts = [30, 7, 12];
    const jobs = pretendGpus([{}]);
    const items = inputs.map((input, at) => ({
      input,
      options: { stopping: { steps: counts[at] as number } },
    }));
    const results = (await completeBatch(items, onGpu)).map(completionOf);
    expect(sizes(jobs)).toEqual([3]);
    expect(results.map(({ steps }) => steps)).toEqual(counts);
    for (const [at, input] of inputs.entries()) {
      const stopping = { steps: counts[at] as number };
      const [expected] = await alone([input], { ...brief, stopping });
      expect(resultOf(results[at] as Completion)).toEqual(expected);
    }
  });

  test('as many problems as fit into the memory, 128 at most', async () => {
    const many = alike(150);
    const most = pretendGpus([{}]);
    await completeBatch(many, { ...onGpu, stopping: { steps: 1 } });
    expect(sizes(most)).toEqual([128, 22]);
    vi.restoreAllMocks();
    const [input] = alike(1);
    const { load } = needsOf(input as Shape, parseOptions(onGpu));
    const memoryBytes = (7.5 * (load as Load).deviceBytes) / 0.9;
    const few = pretendGpus([{ memoryBytes }]);
    await completeBatch(alike(20), onGpu);
    expect(sizes(few)).toEqual([7, 7, 6]);
  });

  test('several GPUs of one model have them in turn, the result says which', async () => {
    const jobs = pretendGpus([{}, { name: 'Other' }, {}]);
    const results = (await completeBatch(alike(6), onGpu)).map(completionOf);
    expect(jobs.map(({ gpu, problems }) => [gpu, problems]).sort()).toEqual([
      [0, 3],
      [2, 3],
    ]);
    expect(results.map(({ device }) => device)).toEqual(
      [0, 2, 0, 2, 0, 2].map((index) => `cuda:${index}`),
    );
    jobs.length = 0;
    await completeBatch(alike(2), { ...onGpu, device: 'cuda:1' });
    expect(jobs).toEqual([{ gpu: 1, problems: 2 }]);
  });

  test('one that the engine refuses fails alone', async () => {
    const jobs = pretendGpus([{}], (problems) => {
      // The third matrix alone has 71 observed entries.
      const isBad = problems.some(({ mask }) => mask.reduce((sum, bit) => sum + bit, 0) === 71);
      if (isBad) throw Object.assign(new Error('no'), { code: 'LACUNA_OUT_OF_MEMORY' });
    });
    const mask = { rows: 9, cols: 8, data: Uint8Array.from({ length: 72 }, (_, k) => +(k > 0)) };
    const whole = { rows: 9, cols: 8, data: Float32Array.from({ length: 72 }, (_, k) => k) };
    const inputs = [...alike(2), { input: whole, options: { mask } }, ...alike(2)];
    const results = await completeBatch(inputs, onGpu);
    expect(results.map(({ status }) => status)).toEqual([
      ...['completed', 'completed', 'failed', 'completed', 'completed'],
    ]);
    expect(results[2]).toMatchObject({ error: { name: 'LacunaError', message: 'no' } });
    expect(sizes(jobs)).toEqual([5, 3, 2, 1, 2]);
  });

  test('bad input is no matter of the GPU, nor is a classical method beside it', async () => {
    const jobs = pretendGpus([{}]);
    const items = [holed(9, 8), { rows: 2, cols: 2, data: [1] }, { input: holed(9, 8) }] as never[];
    const results = await completeBatch(items, onGpu);
    expect(results.map(({ status }) => status)).toEqual(['completed', 'failed', 'completed']);
    expect(sizes(jobs)).toEqual([2]);
    const classical = await completeBatch(alike(2), { method: 'mean', device: 'cuda' });
    expect(classical[0]).toMatchObject({
      status: 'failed',
      error: { code: 'LACUNA_DEVICE', message: expect.stringMatching(/on the CPU\.$/) },
    });
  });

  test("with 'auto' small items stay on the CPU and say why", async () => {
    const jobs = pretendGpus([{}]);
    const results = (await completeBatch(alike(3), brief)).map(completionOf);
    expect(jobs).toEqual([]);
    for (const { device, deviceReason } of results) {
      expect(device).toBe('cpu');
      expect(deviceReason).toMatch(/^The run is small/);
    }
  });
});

describe('on the way', () => {
  const long = { ...onGpu, stopping: { steps: 100_000_000 } };

  test('progress tells of each item, with the steps of its own', async () => {
    pretendGpus([{}]);
    const heard: ItemProgress[] = [];
    const steps = 6000;
    const inputs = [holed(60, 60), holed(60, 60, 1)];
    await completeBatch(inputs, {
      ...onGpu,
      stopping: { steps },
      onProgress: (progress) => heard.push(progress),
    });
    expect(new Set(heard.map(({ index }) => index))).toEqual(new Set([0, 1]));
    expect(heard.every(({ totalSteps }) => totalSteps === steps)).toBe(true);
  });

  test('the signal of an item ends that item, the others of its job go on', async () => {
    const jobs = pretendGpus([{}]);
    const controller = new AbortController();
    const { signal } = controller;
    const steps = { stopping: { steps: 8000 } };
    const inputs = [{ input: holed(60, 60), options: { signal } }, holed(60, 60, 1)];
    const results = await completeBatch(inputs, {
      ...onGpu,
      ...steps,
      onProgress: () => controller.abort('mine'),
    });
    expect(sizes(jobs)).toEqual([2]);
    expect(results[0]).toEqual({ index: 0, status: 'failed', error: 'mine' });
    expect(completionOf(results[1]).steps).toBe(8000);
  });

  test('an abort ends the job and rejects with the reason', async () => {
    const jobs = pretendGpus([{}]);
    const controller = new AbortController();
    const reason = new Error('enough');
    const run = completeBatch(alike(5), {
      ...long,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(run).rejects.toBe(reason);
    expect(sizes(jobs)).toEqual([5]);
    // The GPU is free again.
    const [next] = await completeBatch(alike(1), onGpu);
    expect(completionOf(next).steps).toBe(40);
  });

  test('a stream takes no more than it has places for', async () => {
    pretendGpus([{}]);
    let taken = 0;
    function* source() {
      for (const input of alike(1000)) {
        taken++;
        yield input;
      }
    }
    const options = { ...onGpu, stopping: { steps: 1 } };
    const indices: number[] = [];
    for await (const { index } of completeStream(source(), options)) {
      indices.push(index);
      if (index === 0) expect(taken).toBeLessThanOrEqual(384);
      if (index === 3) break;
    }
    expect(indices).toEqual([0, 1, 2, 3]);
    expect(taken).toBeLessThanOrEqual(384 + 4);
  });

  test('with concurrency no more at once than these', async () => {
    const jobs = pretendGpus([{}]);
    await completeBatch(alike(8), { ...onGpu, concurrency: 1 });
    expect(Math.max(...sizes(jobs))).toBeLessThanOrEqual(3);
  });
});

test('the channels of a picture are one job', async () => {
  const channels = [0, 1, 2].map((salt) =>
    Float32Array.from({ length: 72 }, (_, k) => ((k * (salt + 3)) % 11) + salt),
  );
  const picture = { rows: 9, cols: 8, depth: 8, channels } as const;
  const mask = { rows: 9, cols: 8, data: Uint8Array.from({ length: 72 }, (_, k) => +(k % 4 > 0)) };
  const expected = await completePicture(picture, { ...brief, mask, device: 'cpu' });
  const jobs = pretendGpus([{}, {}]);
  const found = await completePicture(picture, { ...onGpu, mask });
  expect(sizes(jobs)).toEqual([3]);
  expect(found.picture).toEqual(expected.picture);
  expect(found).toMatchObject({ device: 'cuda:0', threads: 1 });
  expect(found.channels.map(({ device }) => device)).toEqual(['cuda:0', 'cuda:0', 'cuda:0']);
});
