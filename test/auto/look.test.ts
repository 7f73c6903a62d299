import { describe, expect, test } from 'vitest';
import { isGrid, isSmooth, lookAt, manyValues } from '../../src/auto/look.js';
import { randomMask } from '../../src/index.js';
import { uniform } from '../../src/random.js';
import { problemOf, product, rings } from './support.js';

describe('lookAt', () => {
  test('neighbours in a picture are alike, also with half of it missing', () => {
    const picture = rings(60, 50);
    for (const share of [0, 0.5]) {
      const look = lookAt(problemOf(picture, randomMask(picture, share, 1)), 0);
      expect(look.alongRows).toBeGreaterThan(0.5);
      expect(look.alongCols).toBeGreaterThan(0.5);
      expect(look.missing).toBeCloseTo(share, 2);
      expect(isGrid(look)).toBe(true);
    }
  });

  test('those in a product of factors are not', () => {
    const look = lookAt(problemOf(product(60, 50, 4)), 0);
    expect(look.alongRows).toBeLessThan(0.3);
    expect(look.alongCols).toBeLessThan(0.3);
    expect(isSmooth(look)).toBe(false);
  });

  test('series are smooth in one direction', () => {
    const data = Float64Array.from({ length: 40 * 60 }, (_, k) => {
      const [i, j] = [Math.floor(k / 60), k % 60];
      return Math.sin(j / 8 + 40 * uniform(3, i));
    });
    const look = lookAt(problemOf({ data, rows: 40, cols: 60 }), 0);
    expect(look.alongRows).toBeGreaterThan(0.9);
    expect(isSmooth(look)).toBe(true);
    expect(isGrid(look)).toBe(false);
  });

  test('too few entries say nothing', () => {
    const look = lookAt(problemOf({ data: Float64Array.of(1, 2, 3, 4), rows: 2, cols: 2 }), 0);
    expect(look).toEqual({ missing: 0, alongRows: 0, alongCols: 0, values: 4 });
  });

  test('distinct values are counted up to a limit', () => {
    expect(lookAt(problemOf(product(20, 20, 2)), 0).values).toBe(manyValues);
    const binary = {
      data: Float64Array.from({ length: 400 }, (_, k) => k % 2),
      rows: 20,
      cols: 20,
    };
    expect(lookAt(problemOf(binary), 0).values).toBe(2);
  });
});
