import { describe, expect, test, vi } from 'vitest';
import { LacunaError } from '../src/errors.js';
import { type JobRequest, runJob } from '../src/job.js';
import type { NativeOutcome, NativeProgress } from '../src/native/addon.js';
import type { Progress } from '../src/progress.js';

const outcomes = [{ steps: 3 } as NativeOutcome];

/** An engine whose one job is driven by hand. */
function engine() {
  const hand = {
    cancel: vi.fn(),
    report: undefined as ((progress: NativeProgress) => void) | undefined,
    resolve: (_: readonly NativeOutcome[]) => {},
    reject: (_: unknown) => {},
  };
  const done = new Promise<readonly NativeOutcome[]>((resolve, reject) => {
    hand.resolve = resolve;
    hand.reject = reject;
  });
  const start = vi.fn<JobRequest['start']>((report) => {
    hand.report = report;
    return { done, cancel: hand.cancel };
  });
  return { request: { start, terms: ['fidelity', 'tvL1'] }, hand, start };
}

const nativeError = (code: string) => Object.assign(new Error('because'), { code });
const progressAt = (step: number): NativeProgress => ({
  step,
  totalSteps: 10,
  terms: [0.5, 0.25],
  elapsedSeconds: 2,
});

describe('outcome', () => {
  test('is what the engine says', async () => {
    const { request, hand } = engine();
    const run = runJob(request, {});
    hand.resolve(outcomes);
    await expect(run).resolves.toBe(outcomes);
    expect(hand.cancel).not.toHaveBeenCalled();
  });

  test.each([
    'LACUNA_OUT_OF_MEMORY',
    'LACUNA_INVALID_ARGUMENT',
    'LACUNA_DEVICE',
    'LACUNA_INTERNAL',
  ])('a failure with code %s becomes a LacunaError', async (code) => {
    const { request, hand } = engine();
    const run = runJob(request, {});
    hand.reject(nativeError(code));
    const error = await run.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(LacunaError);
    expect(error).toMatchObject({ code, message: 'because' });
  });

  test('a start that throws rejects', async () => {
    const { request, start } = engine();
    start.mockImplementation(() => {
      throw nativeError('LACUNA_INVALID_ARGUMENT');
    });
    await expect(runJob(request, {})).rejects.toMatchObject({
      name: 'LacunaError',
      code: 'LACUNA_INVALID_ARGUMENT',
    });
  });

  test('an error without a code stays as it is', async () => {
    const { request, hand } = engine();
    const error = new RangeError('other');
    const run = runJob(request, {});
    hand.reject(error);
    await expect(run).rejects.toBe(error);
  });
});

describe('signal', () => {
  test('aborted before: nothing starts', async () => {
    const { request, start } = engine();
    const signal = AbortSignal.abort('no');
    await expect(runJob(request, { signal })).rejects.toBe('no');
    expect(start).not.toHaveBeenCalled();
  });

  test('aborted in mid-run: rejects at once with the reason, and tells the engine', async () => {
    const { request, hand } = engine();
    const controller = new AbortController();
    const run = runJob(request, { signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(run).rejects.toBe(reason);
    expect(hand.cancel).toHaveBeenCalledOnce();
    hand.reject(nativeError('LACUNA_CANCELLED'));
  });

  test('leaves no listener behind', async () => {
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, 'addEventListener');
    const remove = vi.spyOn(signal, 'removeEventListener');
    const { request, hand } = engine();
    hand.resolve(outcomes);
    await runJob(request, { signal });
    expect(add).toHaveBeenCalledOnce();
    expect(remove.mock.calls[0]?.slice(0, 2)).toEqual(add.mock.calls[0]?.slice(0, 2));
  });
});

describe('progress', () => {
  test('names the terms and tells the time left', async () => {
    const { request, hand } = engine();
    const heard: Progress[] = [];
    const run = runJob(request, { onProgress: (progress) => heard.push(progress) });
    hand.report?.({ ...progressAt(0), elapsedSeconds: 0 });
    hand.report?.(progressAt(4));
    hand.resolve(outcomes);
    await run;
    const loss = { total: 0.75, fidelity: 0.5, tvL1: 0.25 };
    expect(heard).toEqual([
      { step: 0, totalSteps: 10, loss, elapsed: 0, remaining: null },
      { step: 4, totalSteps: 10, loss, elapsed: 2, remaining: 3 },
    ]);
  });

  test('is not asked for when nobody listens', () => {
    const { request, start } = engine();
    void runJob(request, {});
    expect(start.mock.calls[0]?.[0]).toBeUndefined();
  });

  test('that throws stops the run with what was thrown, and is not called again', async () => {
    const { request, hand } = engine();
    const error = new Error('mine');
    const onProgress = vi.fn(() => {
      throw error;
    });
    const run = runJob(request, { onProgress });
    hand.report?.(progressAt(1));
    hand.report?.(progressAt(2));
    await expect(run).rejects.toBe(error);
    expect(onProgress).toHaveBeenCalledOnce();
    expect(hand.cancel).toHaveBeenCalledOnce();
  });
});
