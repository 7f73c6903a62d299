import { describe, expect, test } from 'vitest';
import { measure } from '../src/metrics.js';

// Truth 1…6 (range 5, Σx² = 91); errors 0.5 and 1 where missing, 2 where observed.
const truth = { data: [1, 2, 3, 4, 5, 6], rows: 2, cols: 3 };
const completed = { data: [1, 2.5, 3, 4, 4, 8], rows: 2, cols: 3 };
const mask = [1, 0, 1, 1, 0, 1];

describe('measure', () => {
  test('agrees with values by hand', () => {
    const metrics = measure(completed, truth, mask);
    expect(metrics.mae).toBeCloseTo(0.75, 12);
    expect(metrics.nmae).toBeCloseTo(0.15, 12);
    expect(metrics.rmse).toBeCloseTo(Math.sqrt(0.625), 12);
    expect(metrics.psnrMissing).toBeCloseTo(16.020599913279625, 10); // 10·log10(25/0.625)
    expect(metrics.psnrAll).toBeCloseTo(14.559319556497243, 10); // 10·log10(25/0.875)
    expect(metrics.rsre).toBeCloseTo(Math.sqrt(5.25 / 91), 12);
  });

  test('the peak moves the PSNRs alone', () => {
    const { psnrMissing, psnrAll, ...others } = measure(completed, truth, mask);
    const at255 = measure(completed, truth, mask, { peak: 255 });
    expect(at255).toMatchObject(others);
    expect(at255.psnrMissing - psnrMissing).toBeCloseTo(20 * Math.log10(51), 10);
    expect(at255.psnrAll - psnrAll).toBeCloseTo(20 * Math.log10(51), 10);
  });

  test('observed entries count in psnrAll and rsre alone', () => {
    const kept = { ...completed, data: [1, 2.5, 3, 4, 4, 6] };
    const before = measure(completed, truth, mask);
    const after = measure(kept, truth, mask);
    expect(after.psnrMissing).toBe(before.psnrMissing);
    expect(after.psnrAll).toBeGreaterThan(before.psnrAll);
    expect(after.rsre).toBeLessThan(before.rsre);
  });

  test('a perfect result has infinite PSNRs and no error', () => {
    expect(measure(truth, truth, mask)).toEqual({
      nmae: 0,
      rmse: 0,
      mae: 0,
      psnrMissing: Number.POSITIVE_INFINITY,
      psnrAll: Number.POSITIVE_INFINITY,
      rsre: 0,
    });
  });

  test('with nothing missing, what looks at missing entries is NaN', () => {
    const metrics = measure(completed, truth, new Uint8Array(6).fill(1));
    expect(metrics.nmae).toBeNaN();
    expect(metrics.rmse).toBeNaN();
    expect(metrics.psnrMissing).toBeNaN();
    expect(metrics.psnrAll).toBeCloseTo(14.559319556497243, 10);
  });

  test.each<[unknown, unknown, unknown, string]>([
    [[[1, 2]], truth, mask, 'Expected 2×3 entries, as in truth, for completed but received 1×2'],
    [
      completed,
      [
        [1, 2, Number.NaN],
        [4, 5, 6],
      ],
      mask,
      'Expected a finite number for truth at row 0, column 2 but received NaN (of type number)',
    ],
    [
      [
        [1, 2, 3],
        [4, 5, null],
      ],
      truth,
      mask,
      'Expected a finite number for completed at row 1, column 2 but received null',
    ],
    [completed, truth, [1, 0], 'Expected 2×3 = 6 entries for mask but received [1, 0]'],
  ])('refuses %j against %j', (x, target, observed, message) => {
    expect(() => measure(x as never, target as never, observed as never)).toThrow(
      expect.objectContaining({ code: 'LACUNA_INVALID_INPUT', message }),
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a peak of %d', (peak) => {
    expect(() => measure(completed, truth, mask, { peak })).toThrow(
      `Expected a positive number for peak but received ${peak}`,
    );
  });
});
