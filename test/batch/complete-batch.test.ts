import { describe, expect, test } from 'vitest';
import {
  type BatchInput,
  type BatchResult,
  complete,
  completeBatch,
  type ItemProgress,
  info,
  LacunaError,
  randomMask,
} from '../../src/index.js';
import { holed } from './support.js';

const stopping = { steps: 60 };
const long = { stopping: { steps: 100_000_000 } };
const shapes = [
  [12, 9],
  [40, 50],
  [1, 7],
  [30, 4],
  [12, 9],
  [33, 17],
] as const;
const mixed = shapes.map(([rows, cols], seed) => holed(rows, cols, seed));

function completionOf(result: BatchResult | undefined) {
  if (result?.status === 'completed') return result.completion;
  throw new Error(`Expected a completion but received ${JSON.stringify(result)}`);
}

describe('completeBatch', () => {
  test.each([{}, { concurrency: 1 }, { concurrency: 5, threads: 2 }])(
    'shapes mixed: the same bits as complete, one by one, in the order of the inputs (%j)',
    async (sharing) => {
      const results = await completeBatch(mixed, { stopping, seed: 3, ...sharing });
      expect(results.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
      for (const [index, input] of mixed.entries()) {
        const alone = await complete(input, { stopping, seed: 3 });
        const { matrix, loss, trace, steps } = completionOf(results[index]);
        expect({ matrix, loss, trace, steps }).toEqual({
          matrix: alone.matrix,
          loss: alone.loss,
          trace: alone.trace,
          steps: alone.steps,
        });
      }
    },
  );

  test('an item has options of its own over the shared ones', async () => {
    const input = holed(10, 10);
    const whole = { ...input, data: input.data.map((x) => (Number.isNaN(x) ? 1 : x)) };
    const mask = randomMask(whole, 0.5, 4);
    const items: BatchInput[] = [
      whole,
      { input: whole, options: { mask, seed: 9 } },
      { input: whole, options: { mask, stopping: { steps: 5 } } },
    ];
    const results = await completeBatch(items, { stopping, seed: 1, method: 'dmf' });
    const [first, second, third] = results.map(completionOf);
    expect(first).toMatchObject({ seed: 1, observed: 100, steps: 60, method: 'dmf' });
    expect(second).toMatchObject({ seed: 9, observed: 50, steps: 60, method: 'dmf' });
    expect(third).toMatchObject({ seed: 1, observed: 50, steps: 5, method: 'dmf' });
    const alone = await complete(whole, { mask, seed: 9, stopping, method: 'dmf' });
    expect(second?.matrix).toEqual(alone.matrix);
  });

  test('a failing item fails alone, with what complete would have said', async () => {
    const items = [
      mixed[0],
      { rows: 2, cols: 2, data: [1, 2, 3] },
      { input: mixed[1], options: { seed: -1 } },
      { input: mixed[1], options: 5 },
      { input: mixed[1], mask: [] },
      { input: mixed[1], options: { concurrency: 2 } },
      null,
      mixed[3],
    ] as BatchInput[];
    const results = await completeBatch(items, { stopping });
    expect(results.map(({ status }) => status === 'completed')).toEqual([
      ...[true, false, false, false, false, false, false, true],
    ]);
    const messages = results.flatMap((one) => (one.status === 'failed' ? [one.error] : []));
    expect(messages.every((error) => error instanceof LacunaError)).toBe(true);
    expect(messages.map((error) => (error as Error).message)).toEqual([
      expect.stringMatching(/2×2 = 4 entries for input/),
      expect.stringMatching(/for seed but received -1/),
      expect.stringMatching(/for options but received 5/),
      expect.stringMatching(/only input and options for an item but received the key "mask"/),
      expect.stringMatching(/Unknown option "concurrency"/),
      expect.stringMatching(/for input but received null/),
    ]);
  });

  test.each([
    [{ seed: -1 }, /for seed but received -1/],
    [{ concurrency: 0 }, /an integer in \[1, 65535\] for concurrency but received 0/],
    [{ concurency: 1 }, /Unknown option "concurency"; did you mean "concurrency"\?/],
    [{ order: 'input' }, /Unknown option "order"/],
    [{ steps: 4 }, /Unknown option "steps"; did you mean "stopping.steps"\?/],
    [{ device: 'cuda:999' }, /for device but received "cuda:999"/],
  ])('shared options are checked once, before anything is read: %j', async (options, message) => {
    let read = 0;
    function* source() {
      read++;
      yield holed(3, 3);
    }
    await expect(completeBatch(source(), options as object)).rejects.toThrow(message);
    expect(read).toBe(0);
  });

  test.each([[holed(3, 3)], [5], [null], ['text']])('not a list of inputs: %o', async (inputs) => {
    await expect(completeBatch(inputs as never)).rejects.toMatchObject({
      code: 'LACUNA_INVALID_INPUT',
      message: expect.stringMatching(
        /an array, an iterable or an async iterable of matrices for inputs/,
      ),
    });
  });

  test('no inputs, no results', async () => {
    expect(await completeBatch([])).toEqual([]);
  });

  test('fewer items than cores share them', async () => {
    const [result] = await completeBatch([holed(64, 64)], { stopping });
    expect(completionOf(result).threads).toBe(info().cores);
    const many = await completeBatch(mixed, { stopping });
    if (info().cores <= mixed.length) {
      expect(many.map((one) => completionOf(one).threads)).toEqual(mixed.map(() => 1));
    }
  });

  test('progress tells which item', async () => {
    const heard: ItemProgress[] = [];
    const own: number[] = [];
    const input = holed(60, 60);
    const steps = 4000;
    const items = [input, input, { input, options: { onProgress: () => own.push(2) } }];
    await completeBatch(items, {
      stopping: { steps },
      onProgress: (progress) => heard.push(progress),
    });
    expect(new Set(heard.map(({ index }) => index))).toEqual(new Set([0, 1]));
    expect(heard[0]).toMatchObject({ totalSteps: steps });
    expect(own.length).toBeGreaterThan(0);
  });

  test('an abort stops everything and rejects with the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const heard: number[] = [];
    const run = completeBatch([...mixed, ...mixed], {
      ...long,
      signal: controller.signal,
      onProgress: ({ index }) => {
        heard.push(index);
        controller.abort(reason);
      },
    });
    await expect(run).rejects.toBe(reason);
    expect(heard).toHaveLength(1);
    // The cores are free again.
    expect((await complete(holed(8, 8), { stopping })).steps).toBe(60);
  });

  test('the signal of an item aborts that item', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const items = [{ input: mixed[1] as BatchInput, options: { ...long, signal } }, mixed[0]];
    const run = completeBatch(items as BatchInput[], {
      stopping,
      onProgress: () => {},
    });
    setTimeout(() => controller.abort('mine'), 100);
    const [first, second] = await run;
    expect(first).toEqual({ index: 0, status: 'failed', error: 'mine' });
    expect(completionOf(second).steps).toBe(60);
  });
});
