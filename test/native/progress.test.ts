import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { NativeProgress } from '../../src/native/addon.js';
import { endless, problem, rejection, solve, start, steps } from './support.js';

/** Progress of an endless job, cancelled after `milliseconds`. */
async function listen(milliseconds: number): Promise<NativeProgress[]> {
  const heard: NativeProgress[] = [];
  const job = start(problem(40, 40, steps(endless)), (progress) => heard.push(progress));
  const done = rejection(job.done);
  await sleep(milliseconds);
  job.cancel();
  await done;
  return heard;
}

describe('progress', () => {
  it('comes at most every 50 ms, in order, with the loss terms', async () => {
    const heard = await listen(600);
    expect(heard.length).toBeGreaterThanOrEqual(2);
    for (const [i, progress] of heard.entries()) {
      expect(progress.totalSteps).toBe(endless);
      expect(progress.terms).toHaveLength(1);
      const before = heard[i - 1] ?? { step: 0, elapsedSeconds: 0 };
      expect(progress.step).toBeGreaterThan(before.step);
      expect(progress.elapsedSeconds - before.elapsedSeconds).toBeGreaterThanOrEqual(0.05);
    }
  });

  it('does not pile up behind a slow listener', async () => {
    let calls = 0;
    const job = start(problem(10, 10, steps(endless)), () => {
      calls += 1;
      const end = performance.now() + 200;
      while (performance.now() < end);
    });
    const done = rejection(job.done);
    await sleep(700);
    job.cancel();
    await done;
    expect(calls).toBeGreaterThanOrEqual(1);
    expect(calls).toBeLessThanOrEqual(6);
  });

  it('is not reported after the promise has settled', async () => {
    let settled = false;
    let late = 0;
    const job = start(problem(40, 40, steps(endless)), () => {
      late += settled ? 1 : 0;
    });
    const done = rejection(job.done);
    await sleep(120);
    job.cancel();
    await done;
    settled = true;
    await sleep(150);
    expect(late).toBe(0);
  });
});

describe('a progress callback that throws', () => {
  it.each([new RangeError('from the callback'), 'a string', undefined])(
    'rejects the promise with what it threw: %s',
    async (thrown) => {
      let calls = 0;
      const job = start(problem(40, 40, steps(endless)), () => {
        calls += 1;
        throw thrown;
      });
      expect(await rejection(job.done)).toBe(thrown);
      await sleep(150);
      expect(calls).toBe(1);
      expect((await solve(problem(5, 5))).stopReason).toBe('steps');
    },
  );
});
