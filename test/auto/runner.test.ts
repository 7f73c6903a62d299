import { describe, expect, test } from 'vitest';
import { Runner } from '../../src/auto/runner.js';
import type { Completion } from '../../src/completion.js';
import { parseOptions } from '../../src/options/parse.js';
import { problemOf, product } from './support.js';

const truth = product(6, 5, 2);
const observed = Uint8Array.from({ length: 30 }, (_, k) => (k % 4 === 0 ? 0 : 1));
const task = { options: {}, seconds: 1, looks: [96, 98, 100] };

/** A run that is so far off at each look. */
function runnerOf(...off: number[]): Runner {
  const snapshots = off.map((by, k) => ({
    step: task.looks[k],
    matrix: { ...truth, data: truth.data.map((value) => value + by) },
  }));
  const problem = problemOf(truth, { ...truth, data: observed });
  const complete = async () =>
    ({ matrix: snapshots.at(-1)?.matrix ?? truth, snapshots }) as unknown as Completion;
  return new Runner(problem, parseOptions({}), complete, 1);
}

describe('finish', () => {
  test('takes the iterate that fits the observed entries best', async () => {
    const { matrix } = await runnerOf(0.5, 0.01, 3).finish(task);
    expect(matrix.data[1]).toBeCloseTo((truth.data[1] as number) + 0.01, 12);
  });

  test('the last of equal ones, and hands no snapshots on', async () => {
    const completion = await runnerOf(0, 0, 0).finish(task);
    expect(completion.matrix).toEqual(truth);
    expect(completion).not.toHaveProperty('snapshots');
  });

  test('takes a run that was not looked at as it is', async () => {
    expect((await runnerOf().finish(task)).matrix).toEqual(truth);
  });
});
