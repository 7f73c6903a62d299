import { describe, expect, test } from 'vitest';
import { patchMask, randomMask } from '../src/masks.js';
import { philox, uniform } from '../src/random.js';

const missingIn = (data: Uint8Array) => data.reduce((count, entry) => count + (1 - entry), 0);

describe('random mask', () => {
  test.each([
    [0, 0],
    [0.3, 17_280],
    [0.5, 28_800],
    [1, 57_600],
  ])('rate %d hides exactly %i of 57600', (rate, missing) => {
    const mask = randomMask({ rows: 240, cols: 240 }, rate, 7);
    expect(mask).toMatchObject({ rows: 240, cols: 240 });
    expect(missingIn(mask.data)).toBe(missing);
  });

  test('rounds to whole entries', () => {
    expect(missingIn(randomMask({ rows: 3, cols: 3 }, 0.5).data)).toBe(5);
    expect(missingIn(randomMask({ rows: 1, cols: 3 }, 0.1).data)).toBe(0);
  });

  test('depends on the seed alone', () => {
    const shape = { rows: 31, cols: 17 };
    expect(randomMask(shape, 0.4, 1)).toEqual(randomMask(shape, 0.4, 1));
    expect(randomMask(shape, 0.4, 1)).not.toEqual(randomMask(shape, 0.4, 2));
    expect(randomMask(shape, 0.4, 2 ** 32 + 1)).not.toEqual(randomMask(shape, 0.4, 1));
    expect(randomMask(shape, 0.4)).toEqual(randomMask(shape, 0.4, 0));
  });

  test('hides every entry equally often', () => {
    const draws = 4000;
    const hidden = new Array<number>(6).fill(0);
    for (let seed = 0; seed < draws; seed++) {
      randomMask({ rows: 2, cols: 3 }, 1 / 3, seed).data.forEach((entry, k) => {
        hidden[k] = (hidden[k] ?? 0) + (1 - entry);
      });
    }
    // Binomial with p = 1/3: five standard deviations are about 150.
    for (const count of hidden) expect(Math.abs(count - draws / 3)).toBeLessThan(150);
  });

  test.each<[number, number, number, number, string]>([
    [0, 3, 0.5, 0, 'Expected a positive integer for rows but received 0 (of type number)'],
    [3, 1.5, 0.5, 0, 'Expected a positive integer for cols but received 1.5 (of type number)'],
    [3, 3, 1.1, 0, 'Expected a number in [0, 1] for rate but received 1.1 (of type number)'],
    [3, 3, Number.NaN, 0, 'Expected a number in [0, 1] for rate but received NaN (of type number)'],
    [
      3,
      3,
      0.5,
      -1,
      'Expected an integer from 0 to 2^53 − 1 for seed but received -1 (of type number)',
    ],
  ])('refuses rows %d, cols %d, rate %d, seed %d', (rows, cols, rate, seed, message) => {
    expect(() => randomMask({ rows, cols }, rate, seed)).toThrow(
      expect.objectContaining({ code: 'LACUNA_INVALID_OPTION', message }),
    );
  });
});

describe('patch mask', () => {
  test('hides the rectangles, which may overlap', () => {
    const rectangles = [
      { row: 0, col: 1, height: 2, width: 2 },
      { row: 1, col: 2, height: 1, width: 2 },
    ];
    // biome-ignore format: one row a line
    expect(patchMask({ rows: 3, cols: 4 }, rectangles).data).toEqual(Uint8Array.of(
      1, 0, 0, 1,
      1, 0, 0, 0,
      1, 1, 1, 1,
    ));
  });

  test('of no rectangle, or an empty one, hides nothing', () => {
    const shape = { rows: 2, cols: 2 };
    const empty = [{ row: 2, col: 0, height: 0, width: 2 }];
    expect(missingIn(patchMask(shape, []).data)).toBe(0);
    expect(missingIn(patchMask(shape, empty).data)).toBe(0);
  });

  test.each([
    [
      { row: 2, col: 0, height: 2, width: 1 },
      'Expected a span within 0…3 for rectangles[0] [row, height] but received [2, 2]',
    ],
    [
      { row: 0, col: -1, height: 1, width: 1 },
      'Expected a span within 0…4 for rectangles[0] [col, width] but received [-1, 1]',
    ],
  ])('refuses %j', (rectangle, message) => {
    expect(() => patchMask({ rows: 3, cols: 4 }, [rectangle])).toThrow(
      expect.objectContaining({ code: 'LACUNA_INVALID_OPTION', message }),
    );
  });
});

describe('philox', () => {
  // Known answers of Random123 for philox4x32-10.
  test.each<[[number, number, number, number], [number, number], number[]]>([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])('of counter %o and key %o', (counter, key, words) => {
    expect(philox(counter, key)).toEqual(words);
  });

  test('uniform draws lie in [0, 1) with mean a half', () => {
    const draws = Array.from({ length: 10_000 }, (_, index) => uniform(5, index));
    expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws)).toBeLessThan(1);
    expect(draws.reduce((sum, draw) => sum + draw, 0) / draws.length).toBeCloseTo(0.5, 1);
  });
});
