import { describe, expect, test } from 'vitest';
import { secondsOf } from '../../src/auto/choose-plan.js';
import { efforts, secondsFor } from '../../src/auto/effort.js';
import { hasFactors } from '../../src/auto/lists/candidates.js';
import { type Entries, entriesOf, rowsOf } from '../../src/auto/lists/entries.js';
import { mixFactors } from '../../src/auto/lists/mix-factors.js';
import { withPlaces } from '../../src/auto/lists/places.js';
import { planFor } from '../../src/auto/lists/plan.js';
import { holdingOf, splitsOf } from '../../src/auto/lists/splits.js';
import { weigh } from '../../src/auto/lists/weigh.js';
import { uniform } from '../../src/random.js';
import { readListing } from '../../src/sparse/listing.js';
import { listed } from '../sparse/support.js';
import { product } from './support.js';

function entriesWith(rows: number, cols: number, share: number): Entries {
  const matrix = product(rows, cols, 3);
  const flags = Array.from(matrix.data, (_, k) => (uniform(4, k) < share ? 1 : 0));
  return entriesOf(readListing(listed(matrix, flags)));
}

const entries = entriesWith(70, 40, 0.3);

/** Row, column and value of each entry, as texts. */
function textsOf(given: Entries): string[] {
  const row = rowsOf(given);
  return Array.from(given.values, (value, e) => `${row[e]} ${given.indices[e]} ${value}`);
}

describe('splits', () => {
  test('hold a share each, no entry twice, and leave the others', () => {
    const holding = holdingOf(entries.values.length, 'balanced');
    expect(holding).toEqual({ folds: 10, splits: 6 });
    const splits = splitsOf(entries, holding, 5);
    const all = new Set(textsOf(entries));
    const held = splits.flatMap(({ held: { row, col, values } }) =>
      Array.from(values, (value, e) => `${row[e]} ${col[e]} ${value}`),
    );
    expect(new Set(held).size).toBe(held.length);
    expect(Math.abs(held.length - 0.6 * all.size)).toBeLessThanOrEqual(6);
    for (const { learned, held: apart } of splits) {
      expect(learned.values.length + apart.values.length).toBe(all.size);
      expect(textsOf(learned).every((text) => all.has(text))).toBe(true);
    }
    expect(splitsOf(entries, holding, 5)).toEqual(splits);
    expect(splitsOf(entries, holding, 6)).not.toEqual(splits);
  });

  test.each([
    [2, 'fast', { folds: 2, splits: 2 }],
    [7, 'balanced', { folds: 7, splits: 6 }],
    [20_000, 'balanced', { folds: 10, splits: 3 }],
    [80_000, 'balanced', { folds: 16, splits: 1 }],
    [80_000, 'best', { folds: 16, splits: 2 }],
    [10_000_000, 'balanced', { folds: 20, splits: 1 }],
  ] as const)('of %d entries, %s', (count, effort, holding) => {
    expect(holdingOf(count, effort)).toEqual(holding);
  });
});

describe('places', () => {
  const own = new Set(textsOf(entries).map((text) => text.split(' ').slice(0, 2).join(' ')));
  const mean = entries.values.reduce((sum, value) => sum + value, 0) / entries.values.length;

  /** The matrix of places by itself. */
  function placesIn(given: Entries, at: { readonly row: number; readonly col: number }) {
    const row = rowsOf(given);
    return Array.from(given.values, (value, e) => ({
      place: `${(row[e] as number) - at.row} ${(given.indices[e] as number) - at.col}`,
      value,
      isOwn: (row[e] as number) < at.row || (given.indices[e] as number) < at.col,
    })).filter(({ isOwn }) => !isOwn);
  }

  test.each([
    ['below', { rows: 140, cols: 40 }, { row: 70, col: 0 }],
    ['beside', { rows: 70, cols: 80 }, { row: 0, col: 40 }],
  ] as const)(
    '%s: one where there is an entry, another at twice as many others',
    (side, shape, at) => {
      const both = withPlaces(entries, side, 3);
      expect(both).toMatchObject(shape);
      const places = placesIn(both, at);
      expect(places.length).toBe(3 * entries.values.length);
      expect(new Set(places.map(({ place }) => place)).size).toBe(places.length);
      for (const { place, value } of places) expect(value > mean).toBe(own.has(place));
      expect(new Set(places.map(({ value }) => value)).size).toBe(2);
      // The entries themselves are there as they were.
      expect(new Set(textsOf(both))).toEqual(new Set([...textsOf(both), ...textsOf(entries)]));
      expect(withPlaces(entries, side, 3)).toEqual(both);
      expect(withPlaces(entries, side, 4)).not.toEqual(both);
    },
  );

  test('where little is missing, all of it', () => {
    const full = entriesWith(30, 20, 0.9);
    expect(withPlaces(full, 'below', 0).values.length).toBe(full.values.length + 600);
    const all = entriesWith(30, 20, 1);
    expect(withPlaces(all, 'below', 0).values.length).toBe(1200);
  });
});

describe('weigh', () => {
  const truth = Float64Array.from({ length: 400 }, (_, k) => Math.sin(k));
  const off = (by: (k: number) => number) => truth.map((value, k) => value + by(k));

  test('mixes models whose errors cancel', () => {
    expect(weigh([off(() => 1), off(() => -1), off(() => 5)], truth)).toEqual([0.5, 0.5, 0]);
  });

  test('keeps the best alone where one entry would decide', () => {
    const [few, other] = [off((k) => (k === 7 ? 3 : 0.01)), off((k) => (k === 7 ? -3 : 0.02))];
    expect(weigh([other, few], truth)).toEqual([0, 1]);
  });

  test('gives none to models without finite values', () => {
    const broken = off((k) => (k === 3 ? Number.NaN : 0));
    expect(weigh([broken, off(() => 1)], truth)).toEqual([0, 1]);
    expect(weigh([broken], truth)).toEqual([0]);
  });
});

test('factors of a blend are those of its models side by side', () => {
  const matrix = (rows: number, cols: number, seed: number) => ({
    data: Float32Array.from({ length: rows * cols }, (_, k) => uniform(seed, k)),
    rows,
    cols,
  });
  const parts = [
    {
      weight: 0.25,
      factors: { left: matrix(5, 2, 1), right: matrix(4, 2, 2), offset: 1, range: 3 },
    },
    {
      weight: 0.75,
      factors: { left: matrix(5, 3, 3), right: matrix(4, 3, 4), offset: -2, range: 1 },
    },
  ] as const;
  const entry = ({ left, right, offset, range }: ReturnType<typeof mixFactors>) => {
    let sum = 0;
    for (let k = 0; k < left.cols; k++) {
      sum += (left.data[4 * left.cols + k] ?? 0) * (right.data[2 * left.cols + k] ?? 0);
    }
    return offset + range * sum;
  };
  const [first, second] = parts.map(({ factors }) => entry(factors)) as [number, number];
  expect(entry(mixFactors([...parts]))).toBeCloseTo(0.25 * first + 0.75 * second, 5);
});

describe('plans', () => {
  for (const effort of efforts) {
    test.each([
      ['ratings', entriesWith(300, 500, 0.1)],
      ['short', entriesWith(12, 9, 0.6)],
    ])(`%s, ${effort}: within the time`, (name, given) => {
      const { candidates, splits } = planFor(given, { effort, seed: 0, hasPlaces: true });
      expect(secondsOf(candidates) * (splits.length + 1)).toBeLessThanOrEqual(
        secondsFor(effort, given.values.length),
      );
      expect(candidates[0]?.name).toBe('bias');
      expect(candidates.length).toBeGreaterThan(3);
      expect(candidates.some((one) => !hasFactors(one))).toBe(true);
      expect(new Set(candidates.map((one) => one.name)).size).toBe(candidates.length);
      expect(candidates.some((one) => one.name === 'dlrl')).toBe(effort === 'best');
      const known = planFor(given, { effort, seed: 0, hasPlaces: false }).candidates;
      expect(known.every(hasFactors), name).toBe(true);
    });
  }

  test('more time, more models', () => {
    const given = entriesWith(300, 500, 0.1);
    const [fast, balanced, best] = efforts.map(
      (effort) => planFor(given, { effort, seed: 0, hasPlaces: true }).candidates.length,
    ) as [number, number, number];
    expect(fast).toBeLessThan(balanced);
    expect(balanced).toBeLessThan(best);
  });
});
