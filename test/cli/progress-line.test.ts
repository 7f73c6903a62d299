import { describe, expect, test } from 'vitest';
import { clock, progressLine, progressText } from '../../src/cli/progress-line.js';

const progress = {
  step: 4200,
  totalSteps: 10000,
  loss: { total: 1.2345e-4, fidelity: 1e-4 },
  elapsed: 8.4,
  remaining: 11.6,
};

function line(isTTY: boolean, columns: number) {
  const written: string[] = [];
  let time = 0;
  const sink = { write: (text: string) => written.push(text), isTTY, columns };
  const shown = progressLine(sink, () => time);
  const later = (seconds: number) => {
    time += seconds;
  };
  return { shown, written, later };
}

describe('progressText', () => {
  test('share, steps, loss, pace and time left', () => {
    expect(progressText(progress)).toBe(
      ' 42 %  step 4200/10000  loss 1.234e-4  500 steps/s  0:12 left',
    );
  });

  test('before the first step there is no time left to tell', () => {
    const text = progressText({ ...progress, step: 0, elapsed: 0, remaining: null });
    expect(text).toBe('  0 %  step 0/10000  loss 1.234e-4  0.0 steps/s');
  });

  test('minutes and hours', () => {
    expect([clock(59.6), clock(61), clock(3725)]).toEqual(['1:00', '1:01', '1:02:05']);
  });
});

describe('progressLine', () => {
  test('on a terminal: redrawn in place within its width, then cleared', () => {
    const { shown, written, later } = line(true, 20);
    shown.show(progress);
    shown.show(progress);
    later(0.2);
    shown.show(progress);
    shown.end();
    later(1);
    shown.show(progress);
    expect(written).toEqual([
      '\r\x1b[K 42 %  step 4200/10',
      '\r\x1b[K 42 %  step 4200/10',
      '\r\x1b[K',
    ]);
  });

  test('elsewhere: whole lines, at most one each second', () => {
    const { shown, written, later } = line(false, 20);
    shown.show(progress);
    later(0.5);
    shown.show(progress);
    later(0.6);
    shown.show(progress);
    shown.end();
    expect(written).toEqual(Array(2).fill(`${progressText(progress)}\n`));
  });
});
