import { describe, expect, test } from 'vitest';
import { holdHoles } from '../../src/auto/holes.js';
import { patchMask, randomMask } from '../../src/index.js';
import { problemOf, rings } from './support.js';

const picture = rings(60, 50);
const count = (flags: Uint8Array) => flags.reduce((sum, flag) => sum + flag, 0);
const hold = (...given: Parameters<typeof holdHoles>) => holdHoles(...given).held;

describe('holdHoles', () => {
  test('holds about the share, and observed entries only', () => {
    for (const missing of [0.1, 0.3, 0.5, 0.9]) {
      const problem = problemOf(picture, randomMask(picture, missing, 3));
      const held = hold(problem, 0.1, 7);
      const wanted = 0.1 * problem.observed;
      expect(count(held)).toBeGreaterThanOrEqual(Math.round(wanted));
      expect(count(held)).toBeLessThanOrEqual(Math.ceil(1.5 * wanted));
      expect(held.every((flag, k) => flag === 0 || problem.mask[k] === 1)).toBe(true);
    }
  });

  test('holds patches where patches are missing', () => {
    const mask = patchMask(picture, [{ row: 10, col: 12, height: 12, width: 9 }]);
    const problem = problemOf(picture, mask);
    const held = hold(problem, 0.1, 2);
    // An entry drawn by itself has hardly ever all four neighbours held.
    let inside = 0;
    for (let k = 0; k < held.length; k++) {
      const around = [k - 1, k + 1, k - 50, k + 50].map((at) => held[at] ?? 0);
      if (held[k] && around.every((flag) => flag === 1)) inside++;
    }
    expect(inside).toBeGreaterThan(0.5 * count(held));
  });

  test('counts holes', () => {
    const mask = patchMask(picture, [{ row: 10, col: 12, height: 12, width: 9 }]);
    expect(holdHoles(problemOf(picture, mask), 0.1, 2).count).toBeLessThan(20);
    expect(holdHoles(problemOf(picture), 0.1, 2).count).toBe(300);
  });

  test('every second one lies near a missing piece', () => {
    const large = rings(200, 200);
    const problem = problemOf(large, patchMask(large, [{ row: 20, col: 30, height: 8, width: 8 }]));
    const held = hold(problem, 0.1, 2);
    const inBox = (top: number, left: number) =>
      held.reduce((sum, flag, k) => {
        const [i, j] = [Math.floor(k / 200) - top, (k % 200) - left];
        return sum + (i >= 0 && i < 40 && j >= 0 && j < 40 ? flag : 0);
      }, 0);
    // The first box is what lies within twice the piece around it.
    expect(inBox(4, 14)).toBeGreaterThan(3 * inBox(140, 140));
  });

  test('of a hole that is larger than what is held, parts are laid', () => {
    const mask = patchMask(picture, [{ row: 5, col: 5, height: 30, width: 30 }]);
    const { held, count: holes } = holdHoles(problemOf(picture, mask), 0.1, 2);
    expect(holes).toBeLessThan(20);
    expect(count(held)).toBeGreaterThanOrEqual(200);
  });

  test('one seed holds the same, another one others', () => {
    const problem = problemOf(picture, randomMask(picture, 0.3, 3));
    expect(hold(problem, 0.1, 1)).toEqual(hold(problem, 0.1, 1));
    expect(hold(problem, 0.1, 1)).not.toEqual(hold(problem, 0.1, 2));
  });

  test('leaves an observed entry', () => {
    const two = problemOf({ data: Float64Array.of(1, Number.NaN, 3), rows: 1, cols: 3 });
    expect(count(hold(two, 0.9, 0))).toBe(1);
    const one = problemOf({ data: Float64Array.of(1, Number.NaN), rows: 1, cols: 2 });
    expect(count(hold(one, 0.9, 0))).toBe(0);
  });

  test('nothing missing: any entries', () => {
    expect(count(hold(problemOf(picture), 0.1, 0))).toBe(300);
  });
});
