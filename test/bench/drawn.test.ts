import { describe, expect, test } from 'vitest';
import { series } from '../../bench/auto/series.js';
import { tables } from '../../bench/auto/tables.js';

describe.each(Object.entries({ ...tables, ...series }))('%s', (_name, draw) => {
  test('is drawn alike each time, finite, with every row and column given in part', () => {
    const { truth, mask } = draw();
    expect(draw()).toEqual({ truth, mask });
    expect(truth.data.every(Number.isFinite)).toBe(true);
    const given = mask.data.reduce((sum, is) => sum + is, 0);
    expect(given).toBeLessThan(0.9 * mask.data.length);
    const ofRow = new Uint32Array(truth.rows);
    const ofCol = new Uint32Array(truth.cols);
    mask.data.forEach((is, k) => {
      ofRow[Math.floor(k / truth.cols)] = (ofRow[Math.floor(k / truth.cols)] ?? 0) + is;
      ofCol[k % truth.cols] = (ofCol[k % truth.cols] ?? 0) + is;
    });
    expect(Math.min(...ofRow, ...ofCol)).toBeGreaterThan(0);
  });
});
