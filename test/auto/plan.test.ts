import { describe, expect, test } from 'vitest';
import { choosePlan } from '../../src/auto/choose-plan.js';
import { budgets, efforts, secondsFor } from '../../src/auto/effort.js';
import { lookAt } from '../../src/auto/look.js';
import { randomMask } from '../../src/index.js';
import { problemOf, product, rings } from './support.js';

const matrices = {
  picture: rings(240, 240),
  table: product(240, 240, 5),
  small: product(12, 9, 2),
};

describe('choosePlan', () => {
  for (const [name, matrix] of Object.entries(matrices)) {
    for (const effort of efforts) {
      test(`${name}, ${effort}: within the time`, () => {
        const problem = problemOf(matrix, randomMask(matrix, 0.3, 1));
        const plan = choosePlan({ problem, look: lookAt(problem, 0), effort, seed: 0 });
        const each = [...plan.first, ...plan.refinements].reduce(
          (sum, one) => sum + one.seconds,
          0,
        );
        expect(each * (plan.splits.length + 1)).toBeLessThanOrEqual(
          secondsFor(effort, matrix.rows * matrix.cols),
        );
        expect(plan.splits.length).toBeGreaterThanOrEqual(1);
        expect(plan.splits.length).toBeLessThanOrEqual(budgets[effort].splits);
        expect(plan.first.length).toBeGreaterThanOrEqual(2);
        expect(plan.refinements.length > 0).toBe(name === 'picture');
      });
    }
  }

  test('more time, more models', () => {
    const problem = problemOf(matrices.table, randomMask(matrices.table, 0.3, 1));
    const look = lookAt(problem, 0);
    const [fast, balanced, best] = efforts.map(
      (effort) => choosePlan({ problem, look, effort, seed: 0 }).first.length,
    ) as [number, number, number];
    expect(fast).toBeLessThan(balanced);
    expect(balanced).toBeLessThan(best);
  });
});
