import { describe, expect, test } from 'vitest';
import type { Completion } from '../../src/completion.js';
import { combineCompletions } from '../../src/image/combine.js';
import { pictureProgress } from '../../src/image/picture-progress.js';
import type { Progress } from '../../src/progress.js';

function completion(changes: Partial<Completion>): Completion {
  return {
    matrix: { data: Float32Array.of(1), rows: 1, cols: 1 },
    method: 'airnet',
    observed: 1,
    seed: 3,
    steps: 100,
    stopReason: 'steps',
    converged: false,
    loss: { total: 3, fidelity: 1, laplacianRows: 2 },
    trace: [],
    seconds: 5,
    secondsPerStep: 0.05,
    threads: 2,
    device: 'cpu',
    precision: 'float32',
    ...changes,
  };
}

describe('combineCompletions', () => {
  test('one channel is itself, without its matrix', () => {
    const { matrix: _matrix, trace: _trace, ...expected } = completion({});
    expect(combineCompletions([completion({})], 9, 4)).toEqual(expected);
  });

  test('several channels: mean loss, most steps, wall time, threads of those at the same time', () => {
    const other = completion({ steps: 200, loss: { total: 0, fidelity: 4, laplacianRows: -4 } });
    const combined = combineCompletions([completion({}), other, completion({ threads: 1 })], 8, 2);
    expect(combined).toMatchObject({
      steps: 200,
      loss: { total: 2, fidelity: 2, laplacianRows: 0 },
      seconds: 8,
      secondsPerStep: 0.04,
      threads: 4,
      observed: 1,
    });
  });

  test.each([
    [['steps', 'diverged', 'constant'], 'diverged'],
    [['tolerance', 'steps'], 'steps'],
    [['constant', 'tolerance'], 'tolerance'],
    [['constant', 'constant'], 'constant'],
  ] as const)('%j stops as %s', (reasons, expected) => {
    const all = reasons.map((stopReason) => completion({ stopReason }));
    expect(combineCompletions(all, 1, 1).stopReason).toBe(expected);
  });
});

describe('pictureProgress', () => {
  const progress = (step: number, total: number): Progress => ({
    step,
    totalSteps: 100,
    loss: { total, fidelity: total },
    elapsed: 1,
    remaining: 1,
  });

  test('counts steps of all channels and estimates the rest', () => {
    const heard: Progress[] = [];
    let clock = 0;
    const channels = pictureProgress(
      3,
      (one) => heard.push(one),
      () => clock,
    );
    clock = 5;
    channels.update(0, progress(50, 4));
    expect(heard.at(-1)).toMatchObject({ step: 50, totalSteps: 300, elapsed: 5, remaining: 25 });
    channels.update(1, progress(50, 2));
    expect(heard.at(-1)).toMatchObject({ step: 100, loss: { total: 3 }, remaining: 10 });
  });

  test('a channel that stopped early counts as done', () => {
    const heard: Progress[] = [];
    const channels = pictureProgress(
      2,
      (one) => heard.push(one),
      () => 0,
    );
    channels.update(0, progress(10, 1));
    channels.finish(0);
    channels.update(1, progress(20, 1));
    expect(heard.at(-1)).toMatchObject({ step: 120, totalSteps: 200 });
  });
});
