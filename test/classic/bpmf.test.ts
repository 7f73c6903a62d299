import { describe, expect, test } from 'vitest';
import {
  complete,
  completeRatings,
  completeSparse,
  type RatingTable,
  randomMask,
  readRatings,
} from '../../src/index.js';
import { ratingsWhere } from '../../src/ratings/table.js';
import { dataFile, heldRatings, measuredWith, movieLens } from '../measured-data.js';
import { errorOf, listed, lowRank } from './support.js';

const truth = lowRank(60, 50, 3);
const mask = randomMask(truth, 0.4, 1);
const method = { type: 'bpmf', rank: 4, precision: 500, burnIn: 20 } as const;
const stopping = { steps: 60 };

describe('bpmf', () => {
  test('complete: mean and deviations', async () => {
    const { matrix, deviations, steps } = await complete(truth, { mask, method, stopping });
    expect(errorOf(matrix, truth, 0.4)).toBeLessThan(0.01);
    expect(steps).toBe(60);
    expect(deviations).toMatchObject({ rows: 60, cols: 50 });
    expect(deviations?.data.every((value) => value > 0)).toBe(true);
  });

  test('sparse input: samples side by side, places with deviations, any thread count', async () => {
    const input = listed(truth, mask);
    const predictAt = { row: [3, 59], col: [7, 0] };
    const run = (threads: number) =>
      completeSparse(input, { method, stopping, predictAt, threads });
    const one = await run(1);
    expect(one.factors).toMatchObject({ samples: 40, left: { cols: 40 * 5 } });
    expect(one.deviations).toHaveLength(2);
    one.predictions?.forEach((value, k) => {
      expect(value).toBeCloseTo(
        one.predict(predictAt.row[k] as number, predictAt.col[k] as number),
        4,
      );
    });
    const two = await run(2);
    expect(two.factors.left.data).toEqual(one.factors.left.data);
    expect(two.predictions).toEqual(one.predictions);
  });

  test.each<[object, string]>([
    [{ precision: 0 }, 'Expected a number > 0 for method.precision but received 0'],
    [{ degrees: 1 }, 'Expected a number >= 2 or "none" for method.degrees but received 1'],
    [{ beta0: -1 }, 'Expected a number > 0 for method.beta0 but received -1'],
    [{ samples: 0 }, 'for method.samples but received 0'],
    [{ burnIn: 0.5 }, 'for method.burnIn but received 0.5'],
  ])('refuses %j', async (settings, message) => {
    const wrong = { type: 'bpmf', ...settings } as never;
    await expect(complete(truth, { mask, method: wrong })).rejects.toThrow(message);
  });
});

const { isThere, note } = measuredWith('MovieLens-100K', movieLens);

describe.runIf(isThere)(note, () => {
  /** The first split. */
  async function tables(): Promise<{ train: RatingTable; test: RatingTable }> {
    const all = await readRatings(dataFile(movieLens[0]));
    const held = heldRatings();
    return {
      train: ratingsWhere(all, (e) => !held.has(e)),
      test: ratingsWhere(all, (e) => held.has(e)),
    };
  }

  test('bpmf: an RMSE of at most 0.9, and nine of ten ratings within their intervals', async () => {
    const { train, test } = await tables();
    expect(test.ratings).toHaveLength(20_000);
    const { metrics, predictions } = await completeRatings(train, { test, method: 'bpmf' });
    expect(metrics?.rmse).toBeLessThan(0.9);
    let within = 0;
    predictions?.predicted.forEach((value, e) => {
      const deviation = predictions.deviations?.[e] as number;
      if (Math.abs(value - (test.ratings[e] as number)) <= 1.645 * deviation) within++;
    });
    expect(within / 20_000).toBeGreaterThan(0.88);
    expect(within / 20_000).toBeLessThan(0.92);
  }, 60_000);

  test('auto, fast: an RMSE of at most 0.9, and nine of ten ratings within their intervals', async () => {
    const { train, test } = await tables();
    const { metrics, predictions } = await completeRatings(train, { test, effort: 'fast' });
    expect(metrics?.rmse).toBeLessThan(0.9);
    const within = Array.from(test.ratings, (rating, e) => {
      const deviation = predictions?.deviations?.[e] as number;
      return Math.abs((predictions?.predicted[e] as number) - rating) <= 1.645 * deviation;
    }).filter(Boolean).length;
    expect(within / 20_000).toBeGreaterThan(0.88);
    expect(within / 20_000).toBeLessThan(0.92);
  }, 60_000);

  test('als: an RMSE of at most 0.925', async () => {
    const { train, test } = await tables();
    const { metrics } = await completeRatings(train, { test, method: 'als' });
    expect(metrics?.rmse).toBeLessThan(0.925);
  }, 60_000);
});

test.skipIf(isThere)(note, () => undefined);
