import { expect, test } from 'vitest';
import { completeRatings, type RatingTable } from '../../src/index.js';
import { predictRatings } from '../../src/reproduce/predict-ratings.js';

const table = (user: number[], item: number[], ratings: number[]): RatingTable => ({
  users: ['a', 'b', 'c', 'new'],
  items: ['x', 'y', 'z'],
  user: Uint32Array.from(user),
  item: Uint32Array.from(item),
  ratings: Float64Array.from(ratings),
});
const train = table([0, 0, 1, 1, 2, 2], [0, 1, 0, 2, 1, 2], [1, 2, 3, 5, 4, 2]);

test.each([
  ['a whole matrix', { type: 'svd', rank: 1 }],
  ['the ratings alone', { type: 'als', rank: 1 }],
] as const)('a method that takes %s: who predicts a user without ratings', async (_, method) => {
  const asked = table([3, 3], [0, 1], [1, 1]);
  const bias = await completeRatings(train, { method: 'bias', test: asked });
  const means = Array.from(bias.predictions?.predicted ?? []);
  const problem = { kind: 'ratings', train, test: table([3, 3], [0, 1], means) } as const;
  const byMeans = await predictRatings(problem, { method }, 'means');
  expect(byMeans.metrics.rmse).toBeLessThan(1e-6);
  const byMethod = await predictRatings(problem, { method }, 'method');
  expect(byMethod.metrics.rmse).toBeGreaterThan(0.01);
  expect(byMethod.metrics.mse).toBeCloseTo(byMethod.metrics.rmse ** 2, 12);
  expect(byMethod.metrics.nmae).toBeCloseTo(byMethod.metrics.mae / 4, 12);
});
