import { describe, expect, test } from 'vitest';
import {
  completeRatings,
  type RatingOptions,
  type RatingTable,
  rateMetrics,
  splitRatings,
} from '../../src/index.js';
import { uniform } from '../../src/random.js';

/** Ratings from 1 to 5 of a user's and an item's tendency; two fifths of all pairs. */
function drawn(users: number, items: number): RatingTable {
  const user: number[] = [];
  const item: number[] = [];
  const ratings: number[] = [];
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++) {
      if (uniform(1, u * items + i) > 0.4) continue;
      user.push(u);
      item.push(i);
      ratings.push(Math.round(1 + 2 * uniform(2, u) + 2 * uniform(3, i)));
    }
  }
  return {
    users: Array.from({ length: users }, (_, u) => `u${u}`),
    items: Array.from({ length: items }, (_, i) => `i${i}`),
    user: Uint32Array.from(user),
    item: Uint32Array.from(item),
    ratings: Float64Array.from(ratings),
  };
}

const table = drawn(60, 40);
const { train, test: held } = splitRatings(table, { testShare: 0.2, seed: 4 });

describe('splitRatings', () => {
  test('sets a share apart; the same seed the same', () => {
    expect(held.ratings.length).toBe(Math.round(0.2 * table.ratings.length));
    expect(train.ratings.length + held.ratings.length).toBe(table.ratings.length);
    expect(splitRatings(table, { testShare: 0.2, seed: 4 }).test).toEqual(held);
    expect(splitRatings(table, { testShare: 0.2 }).test).not.toEqual(held);
    expect(train.users).toBe(table.users);
  });

  test.each([0, 1, Number.NaN, -0.5])('refuses a share of %d', (testShare) => {
    expect(() => splitRatings(table, { testShare })).toThrow('for testShare but received');
  });
});

test('rateMetrics', () => {
  const metrics = rateMetrics([1, 2, 5], [2, 2, 3], [1, 5]);
  expect(metrics.rmse).toBeCloseTo(Math.sqrt(5 / 3), 12);
  expect(metrics).toMatchObject({ count: 3, mae: 1, nmae: 0.25 });
  expect(() => rateMetrics([1], [1, 2], [1, 5])).toThrow('Expected 2 ratings for predicted');
});

describe('completeRatings', () => {
  test.each(['bias', 'als', 'bpmf'] as const)('%s predicts the test ratings', async (method) => {
    const { metrics, predictions, bounds, completion } = await completeRatings(train, {
      method,
      test: held,
    });
    expect(metrics?.rmse).toBeLessThan(0.5);
    expect(metrics).toMatchObject({ count: held.ratings.length, unknown: 0 });
    expect(bounds).toEqual([1, 5]);
    expect(predictions?.user).toHaveLength(held.ratings.length);
    expect(predictions?.deviations !== undefined).toBe(method === 'bpmf');
    expect(completion.method).toBe(method);
    const direct = completion.predict(held.user[0] as number, held.item[0] as number);
    expect(predictions?.predicted[0]).toBeCloseTo(direct, 4);
  });

  test('a test of its own ids; the unknown take what is known of the other side', async () => {
    const small: RatingTable = {
      users: ['a', 'b'],
      items: ['x', 'y'],
      user: Uint32Array.of(0, 0, 1),
      item: Uint32Array.of(0, 1, 0),
      ratings: Float64Array.of(5, 2, 5),
    };
    const test: RatingTable = {
      users: ['new', 'b'],
      items: ['y', 'z', 'x'],
      user: Uint32Array.of(1, 0, 1, 0),
      item: Uint32Array.of(0, 2, 1, 1),
      ratings: Float64Array.of(2, 4, 4, 4),
    };
    const { predictions, metrics } = await completeRatings(small, { method: 'bpmf', test });
    expect(metrics?.unknown).toBe(3);
    const predicted = predictions?.predicted ?? [];
    expect(predicted[1]).toBeCloseTo(4 + 2 / 12, 12); // x: two ratings, each 1 over the mean of 4
    expect(predicted[2]).toBeCloseTo(4 + 1 / 11, 12);
    expect(predicted[3]).toBe(4);
    expect([...(predictions?.deviations ?? [])].map(Number.isNaN)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  test('top: the best items that a user has not rated', async () => {
    const { top, completion } = await completeRatings(train, { method: 'bias', top: 3 });
    expect(top?.user.slice(0, 4)).toEqual(['u0', 'u0', 'u0', 'u1']);
    const rated = new Set(
      [...train.item].filter((_, e) => train.user[e] === 0).map((i) => `i${i}`),
    );
    const open = Array.from({ length: 40 }, (_, i) => i).filter((i) => !rated.has(`i${i}`));
    const best = open.toSorted((a, b) => completion.predict(0, b) - completion.predict(0, a));
    expect(top?.item.slice(0, 3)).toEqual(best.slice(0, 3).map((i) => `i${i}`));
  });

  test('top: clipped estimates keep their order', async () => {
    const bounds: [number, number] = [1, 2];
    const clipped = await completeRatings(train, { method: 'bias', top: 5, bounds });
    const free = await completeRatings(train, { method: 'bias', top: 5 });
    expect(clipped.top?.predicted[0]).toBe(2);
    expect(clipped.top?.item.slice(0, 5)).toEqual(free.top?.item.slice(0, 5));
  });

  test('auto without a method, bpmf beside what says how one model is trained', async () => {
    const chosen = await completeRatings(train, { test: held, effort: 'fast', threads: 1 });
    expect(chosen.completion.method).toBe('auto');
    const { models, estimate } = chosen.completion.auto ?? {};
    expect(models?.length).toBeGreaterThan(5);
    const bias = await completeRatings(train, { test: held, method: 'bias' });
    expect(chosen.metrics?.rmse).toBeLessThan(1.02 * (bias.metrics?.rmse ?? 0));
    expect(estimate?.rmse).toBeLessThan(1.3 * (chosen.metrics?.rmse ?? 0));
    const beside = await completeRatings(train, { stopping: { steps: 30 } });
    expect([beside.completion.method, beside.completion.steps]).toEqual(['bpmf', 30]);
  });

  test('tuned by validation', async () => {
    const { completion } = await completeRatings(train, {
      method: 'als',
      validation: { share: 0.1 },
      tune: { 'method.lambda': [0.05, 0.2] },
    });
    expect(completion.validation?.tried).toHaveLength(2);
  });

  test('all ratings equal', async () => {
    const flat = { ...train, ratings: train.ratings.map(() => 3) };
    const { predictions } = await completeRatings(flat, { test: held });
    expect(predictions?.predicted.every((value) => value === 3)).toBe(true);
  });

  test.each<[RatingOptions, string]>([
    [{ top: 0 }, 'Expected an integer >= 1 for top but received 0'],
    [{ predictAt: {} } as never, 'for predictAt but received'],
    [{ method: 'nope' as never }, 'for method but received "nope"'],
  ])('refuses %j', async (options, message) => {
    await expect(completeRatings(train, options)).rejects.toThrow(message);
  });
});
