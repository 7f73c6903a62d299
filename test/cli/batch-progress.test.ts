import { describe, expect, test } from 'vitest';
import { BatchProgress } from '../../src/cli/batch-progress.js';
import { paceText, summaryText } from '../../src/cli/batch-report.js';

function clocked(total: number) {
  let time = 100;
  const progress = new BatchProgress(total, () => time);
  const later = (seconds: number) => {
    time += seconds;
  };
  return { progress, later };
}

const half = {
  step: 50,
  totalSteps: 100,
  loss: { total: 1, fidelity: 1 },
  elapsed: 1,
  remaining: 1,
};

describe('BatchProgress', () => {
  test('items, share, pace and time left; items under way count by their steps', () => {
    const { progress, later } = clocked(10);
    expect(progress.text()).toBe('[--------------------]    0 %  0/10 items  0.00 items/s');
    later(4);
    progress.finish(0, 'completed');
    progress.finish(1, 'failed');
    progress.update(2, half);
    progress.update(3, half);
    expect(progress.text()).toBe(
      '[######--------------]   30 %  2/10 items  0.750 items/s  0:09 left',
    );
    progress.finish(2, 'completed');
    expect(progress.text()).toContain('35 %  3/10 items  0.875 items/s');
  });

  test('skipped items say nothing about the pace', () => {
    const { progress, later } = clocked(4);
    progress.finish(0, 'skipped');
    progress.finish(1, 'skipped');
    later(2);
    progress.finish(2, 'completed');
    expect(progress.text()).toBe(
      '[###############-----]   75 %  3/4 items  0.500 items/s  0:02 left',
    );
  });
});

test('the summary', () => {
  expect(summaryText({ completed: 3, failed: 1, skipped: 2 }, 4)).toBe(
    '3 completed, 1 failed, 2 skipped in 4.00 s, 0.750 items/s',
  );
  expect([0.05, 12, 1250.4].map(paceText)).toEqual([
    ...['0.0500 items/s', '12.0 items/s', '1250 items/s'],
  ]);
});
