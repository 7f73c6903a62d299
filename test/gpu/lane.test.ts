import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Given, StartJob } from '../../src/gpu/group.js';
import { Lane } from '../../src/gpu/lane.js';
import type { NativeFactorChain, NativeOutcome, NativeProgress } from '../../src/native/addon.js';
import { problem } from '../native/support.js';

/** A problem that is known again by its first value. */
function given(name: number, rows = 2, report?: Given['report']): Given {
  const { spec, mask } = problem(rows, 2);
  const values = new Float32Array(2 * rows).fill(name);
  return { spec, isFactored: false, problem: { values, mask }, report };
}

const named = (name: number) => [{ steps: name } as NativeOutcome];

/** A lane whose jobs are ended by hand. */
function handLane(options: { readonly most?: number; readonly patience?: number } = {}) {
  const jobs: {
    readonly names: number[];
    readonly report: ((progress: NativeProgress) => void) | undefined;
    readonly cancel: () => void;
    readonly finish: () => void;
    readonly fail: (error: unknown) => void;
  }[] = [];
  const start: StartJob = (_, problems, report) => {
    const names = problems.map(({ values }) => values[0] as number);
    const cancel = vi.fn();
    const done = new Promise<readonly NativeOutcome[]>((resolve, reject) => {
      cancel.mockImplementation(() => reject(new Error('cancelled')));
      const finish = () => resolve(names.flatMap(named));
      jobs.push({ names, report, cancel, finish, fail: reject });
    });
    return { done, cancel };
  };
  const { most = 3 } = options;
  const patience = () => options.patience ?? 0;
  const lane = new Lane({ start, capacity: () => most, patience });
  return { lane, jobs, names: () => jobs.map((job) => job.names) };
}

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

const turn = () => vi.advanceTimersByTimeAsync(2);

describe('gathering', () => {
  test('what comes in one turn is one job, up to what fits; each has its own outcome', async () => {
    const { lane, jobs, names } = handLane({ most: 3 });
    const all = [1, 2, 3, 4].map((name) => lane.add(given(name)));
    expect(names()).toEqual([]);
    await turn();
    expect(names()).toEqual([[1, 2, 3]]);
    jobs[0]?.finish();
    await turn();
    expect(names()).toEqual([[1, 2, 3], [4]]);
    jobs[1]?.finish();
    expect(await Promise.all(all.map(({ done }) => done))).toEqual([1, 2, 3, 4].map(named));
  });

  test('another shape, another spec or another evaluation is another job', async () => {
    const { lane, jobs, names } = handLane();
    const other = given(4);
    lane.add(given(1));
    lane.add(given(2, 5));
    lane.add({ ...given(3), isFactored: true });
    lane.add({ ...other, spec: { ...other.spec, seed: 99 } });
    lane.add(given(5));
    for (let i = 0; i < 4; i++) {
      await turn();
      jobs[i]?.finish();
    }
    await turn();
    expect(names()).toEqual([[1, 5], [2], [3], [4]]);
  });

  test('one job at a time; what comes meanwhile is the next one, a full group before an older one', async () => {
    const { lane, jobs, names } = handLane({ most: 2 });
    lane.add(given(1));
    await turn();
    for (const name of [2, 3, 4]) lane.add(given(name, name === 2 ? 5 : 2));
    await turn();
    expect(names()).toEqual([[1]]);
    jobs[0]?.finish();
    await turn();
    expect(names()).toEqual([[1], [3, 4]]);
    jobs[1]?.finish();
    await turn();
    expect(names()).toEqual([[1], [3, 4], [2]]);
  });

  test('full groups do not go before an older one twice in a row', async () => {
    const { lane, jobs, names } = handLane({ most: 2 });
    lane.add(given(1));
    await turn();
    lane.add(given(2, 5));
    for (const name of [3, 4, 5, 6]) lane.add(given(name));
    for (let i = 0; i < 3; i++) {
      jobs[i]?.finish();
      await turn();
    }
    expect(names()).toEqual([[1], [3, 4], [2], [5, 6]]);
  });

  test('a group does not wait for the problems of others', async () => {
    const { lane, names } = handLane({ patience: 100 });
    lane.add(given(1));
    await vi.advanceTimersByTimeAsync(80);
    lane.add(given(2, 5));
    await vi.advanceTimersByTimeAsync(30);
    expect(names()).toEqual([[1]]);
  });

  test('a group waits for the next problem as long as the patience, a full one does not', async () => {
    const { lane, names } = handLane({ most: 3, patience: 100 });
    lane.add(given(1));
    await vi.advanceTimersByTimeAsync(90);
    lane.add(given(2));
    await vi.advanceTimersByTimeAsync(90);
    expect(names()).toEqual([]);
    await vi.advanceTimersByTimeAsync(20);
    expect(names()).toEqual([[1, 2]]);

    const full = handLane({ most: 2, patience: 1e6 });
    full.lane.add(given(1));
    full.lane.add(given(2));
    await turn();
    expect(full.names()).toEqual([[1, 2]]);
  });

  test('without patience any more a group goes at once', async () => {
    const options = { patience: 1e6 };
    const { lane, names } = handLane(options);
    lane.add(given(1));
    lane.add(given(2));
    lane.reconsider();
    expect(names()).toEqual([]);
    options.patience = 0;
    lane.reconsider();
    expect(names()).toEqual([[1, 2]]);
  });

  test('the spec that waits does not see later changes', async () => {
    const seen: number[] = [];
    const lane = new Lane({
      start: (spec) => {
        seen.push(...(spec.representation as NativeFactorChain).widths);
        return { done: new Promise(() => {}), cancel: () => {} };
      },
      capacity: () => 9,
      patience: () => 0,
    });
    const one = given(1);
    lane.add(one);
    (one.spec.representation as unknown as { widths: number[] }).widths[0] = 77;
    await turn();
    expect(seen).not.toContain(77);
  });
});

describe('progress', () => {
  test('reaches every member that listens, and is not asked for when none does', async () => {
    const { lane, jobs } = handLane();
    const heard: number[] = [];
    lane.add(given(1, 2, () => heard.push(1)));
    lane.add(given(2));
    lane.add(given(3, 2, () => heard.push(3)));
    lane.add(given(4));
    await turn();
    jobs[0]?.report?.({ step: 5 } as NativeProgress);
    expect(heard).toEqual([1, 3]);
    jobs[0]?.finish();
    await turn();
    expect(jobs[1]?.report).toBeUndefined();
  });

  test('counts the steps of each member, and ends with them', async () => {
    const { lane, jobs } = handLane();
    const heard: [name: number, step: number, totalSteps: number][] = [];
    const taking = (name: number, steps: number) => {
      const report = ({ step, totalSteps }: NativeProgress) => heard.push([name, step, totalSteps]);
      const one = given(name, 2, report);
      return { ...one, spec: { ...one.spec, stopping: { ...one.spec.stopping, steps } } };
    };
    lane.add(taking(1, 10));
    lane.add(taking(2, 50));
    await turn();
    for (const step of [10, 20]) jobs[0]?.report?.({ step, totalSteps: 50 } as NativeProgress);
    expect(heard).toEqual([
      [1, 10, 10],
      [2, 10, 50],
      [2, 20, 50],
    ]);
  });
});

describe('cancelling', () => {
  const settled = (jobs: readonly { readonly done: Promise<unknown> }[]) =>
    Promise.allSettled(jobs.map(({ done }) => done)).then((all) => all.map(({ status }) => status));

  test('a problem that waits never starts, its group goes on without it', async () => {
    const { lane, jobs, names } = handLane();
    const all = [1, 2].map((name) => lane.add(given(name)));
    const ends = settled(all);
    all[0]?.cancel();
    await turn();
    expect(names()).toEqual([[2]]);
    jobs[0]?.finish();
    expect(await ends).toEqual(['rejected', 'fulfilled']);
  });

  test('nothing starts for a group that all have left', async () => {
    const { lane, names } = handLane();
    const all = [1, 2].map((name) => lane.add(given(name)));
    for (const one of all) one.cancel();
    expect(await settled(all)).toEqual(['rejected', 'rejected']);
    await turn();
    expect(names()).toEqual([]);
  });

  test('a job under way is cancelled with its last member', async () => {
    const { lane, jobs } = handLane();
    const all = [1, 2].map((name) => lane.add(given(name)));
    await turn();
    all[0]?.cancel();
    all[0]?.cancel();
    expect(jobs[0]?.cancel).not.toHaveBeenCalled();
    all[1]?.cancel();
    expect(jobs[0]?.cancel).toHaveBeenCalledOnce();
    expect(await settled(all)).toEqual(['rejected', 'rejected']);
    const next = lane.add(given(3));
    await turn();
    jobs[1]?.finish();
    expect(await next.done).toEqual(named(3));
  });
});

describe('a job that fails', () => {
  test('is tried again in halves, until the one that fails is alone', async () => {
    const { lane, jobs, names } = handLane({ most: 4 });
    const all = [1, 2, 3, 4].map((name) => lane.add(given(name)));
    const ends = Promise.allSettled(all.map(({ done }) => done));
    const error = new Error('the third');
    for (let i = 0; i < 5; i++) {
      await turn();
      const job = jobs[i];
      if (job?.names.includes(3)) job.fail(error);
      else job?.finish();
    }
    expect(names()).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [4]]);
    const results = await ends;
    expect(results[2]).toEqual({ status: 'rejected', reason: error });
    expect(results.map(({ status }) => status)).toEqual([
      ...['fulfilled', 'fulfilled', 'rejected', 'fulfilled'],
    ]);
  });

  test('so is one that does not start, and members that have left are left out', async () => {
    let starts = 0;
    const tried: number[][] = [];
    const lane = new Lane({
      start: (_, problems) => {
        tried.push(problems.map(({ values }) => values[0] as number));
        if (starts++ === 0) throw new RangeError('too many');
        return { done: Promise.resolve(tried.at(-1)?.flatMap(named) ?? []), cancel: () => {} };
      },
      capacity: () => 4,
      patience: () => 0,
    });
    const all = [1, 2, 3].map((name) => lane.add(given(name)));
    await turn();
    expect(tried).toEqual([[1, 2, 3], [1, 2], [3]]);
    expect(await Promise.all(all.map(({ done }) => done))).toEqual([1, 2, 3].map(named));
  });
});

test('a capacity that cannot be told rejects the problem alone', async () => {
  vi.useRealTimers();
  let isBroken = true;
  const lane = new Lane({
    start: (_, problems) => ({
      done: Promise.resolve(problems.flatMap(() => named(7))),
      cancel: () => {},
    }),
    capacity: () => {
      if (isBroken) throw new Error('no estimate');
      return 1;
    },
    patience: () => 0,
  });
  await expect(lane.add(given(1)).done).rejects.toThrow('no estimate');
  isBroken = false;
  expect(await lane.add(given(2)).done).toEqual(named(7));
  await sleep(0);
});
