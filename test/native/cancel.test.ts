import { describe, expect, it } from 'vitest';
import { cores, endless, problem, rejection, solve, start, started, steps } from './support.js';

const cancelled = { code: 'LACUNA_CANCELLED' };

/** Milliseconds from cancel() to the rejection of a running 240×240 job. */
async function cancelDelay(): Promise<number> {
  const job = await started(problem(240, 240, steps(endless)));
  const begin = performance.now();
  job.cancel();
  expect(await rejection(job.done)).toMatchObject(cancelled);
  return performance.now() - begin;
}

describe('cancel', () => {
  it('stops a running 240×240 job within 50 ms', async () => {
    const delays: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      delays.push(await cancelDelay());
    }
    // The best of five: the machine may be busy with other things.
    expect(Math.min(...delays)).toBeLessThan(50);
  });

  it('takes a waiting job out of the queue at once', async () => {
    const running = await started(problem(40, 40, { ...steps(endless), threads: cores }));
    const waiting = start(problem(40, 40, steps(endless)));
    waiting.cancel();
    expect(await rejection(waiting.done)).toMatchObject(cancelled);
    running.cancel();
    expect(await rejection(running.done)).toMatchObject(cancelled);
  });

  it('in the same turn as the start', async () => {
    const job = start(problem(40, 40, steps(endless)));
    job.cancel();
    expect(await rejection(job.done)).toMatchObject(cancelled);
  });

  it('may be called again, and after the end', async () => {
    const job = start(problem(8, 8));
    const outcome = await job.done;
    job.cancel();
    job.cancel();
    expect(await job.done).toBe(outcome);
  });

  it('lets jobs behind a cancelled one go ahead', async () => {
    const holder = await started(problem(40, 40, { ...steps(endless), threads: 1 }));
    const holderEnd = rejection(holder.done);
    const wide = start(problem(40, 40, { ...steps(endless), threads: cores }));
    const wideEnd = rejection(wide.done);
    const narrow = solve(problem(8, 8));
    wide.cancel();
    if (cores === 1) {
      holder.cancel();
    }
    expect((await narrow).stopReason).toBe('steps');
    holder.cancel();
    await Promise.all([holderEnd, wideEnd]);
  });
});
