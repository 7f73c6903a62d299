import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { cores, endless, problem, rejection, solve, started, steps } from './support.js';

describe('many jobs at once', () => {
  it('all finish, each with the result that it has alone', async () => {
    const sizes = Array.from({ length: 60 }, (_, i) => 5 + (i % 7));
    const together = await Promise.all(sizes.map((size) => solve(problem(size, size + 1))));
    for (const size of new Set(sizes)) {
      const alone = await solve(problem(size, size + 1));
      for (const [i, outcome] of together.entries()) {
        if (sizes[i] === size) {
          expect(outcome.matrix).toEqual(alone.matrix);
        }
      }
    }
  });

  it('never hold more cores together than there are', async () => {
    const begin = performance.now();
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        solve(problem(60, 60, { ...steps(300), threads: i % 3 })),
      ),
    );
    const wall = (performance.now() - begin) / 1000;
    const held = outcomes.reduce((sum, { seconds, threads }) => sum + seconds * threads, 0);
    expect(held).toBeLessThanOrEqual(wall * cores);
  });
});

describe('the event loop', () => {
  it('stays free while jobs use every core', async () => {
    const jobs = await Promise.all(
      Array.from({ length: cores }, () => started(problem(120, 120, steps(endless)))),
    );
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    delay.disable();
    for (const job of jobs) {
      job.cancel();
    }
    await Promise.all(jobs.map((job) => rejection(job.done)));
    // Measured well under 10 ms on an idle machine; the bound leaves room for a busy one.
    expect(delay.percentile(99) / 1e6).toBeLessThan(50);
  });
});
