import { describe, expect, test } from 'vitest';
import { choosePlan, type Plan, secondsOf } from '../../src/auto/choose-plan.js';
import { budgets, efforts, secondsFor } from '../../src/auto/effort.js';
import { isGrid, lookAt } from '../../src/auto/look.js';
import { type Matrix, patchMask, randomMask } from '../../src/index.js';
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
        const { scouts, patches, tables } = plan;
        const each = secondsOf(scouts) + Math.max(secondsOf(patches), secondsOf(tables));
        expect(each * (plan.splits.length + 1)).toBeLessThanOrEqual(
          secondsFor(effort, matrix.rows * matrix.cols),
        );
        expect(plan.splits.length).toBeGreaterThanOrEqual(1);
        const { holes, entries } = budgets[effort];
        expect(plan.splits.length).toBeLessThanOrEqual(Math.max(holes.splits, entries.splits));
        expect(scouts.length).toBeGreaterThanOrEqual(3);
        const isPicture = name === 'picture';
        expect(scouts.some(({ kind }) => kind === 'patches')).toBe(isPicture);
        expect(patches.length > 0).toBe(isPicture && effort !== 'fast');
        expect(tables.some(({ kind }) => kind === 'deep')).toBe(effort !== 'fast');
      });
    }
  }

  test('more time, more models', () => {
    const problem = problemOf(matrices.table, randomMask(matrices.table, 0.3, 1));
    const look = lookAt(problem, 0);
    const [fast, balanced, best] = efforts.map((effort) => {
      const { scouts, tables } = choosePlan({ problem, look, effort, seed: 0 });
      return scouts.length + tables.length;
    }) as [number, number, number];
    expect(fast).toBeLessThan(balanced);
    expect(balanced).toBeLessThan(best);
  });

  test('what one deep model cannot use of its share of the time, the others have', () => {
    const deepOf = (rows: number, cols: number) => {
      const matrix = product(rows, cols, 3);
      const problem = problemOf(matrix, randomMask(matrix, 0.3, 1));
      return choosePlan({ problem, look: lookAt(problem, 0), effort: 'best', seed: 0 }).tables;
    };
    const [dmf, l1, airnet] = deepOf(150, 150);
    expect(dmf?.name).toBe('dmf');
    expect(l1?.looks?.at(-1)).toBe(8000);
    expect(dmf?.seconds).toBeGreaterThan(1.2 * (l1?.seconds as number));
    expect(airnet?.seconds).toBeCloseTo(dmf?.seconds as number, 1);
    expect(deepOf(480, 60)[0]?.looks).toEqual(deepOf(60, 480)[0]?.looks);
  });

  test('a table with few entries takes more splits, and those without a rank of 20 no model of it', () => {
    const of = (matrix: Matrix) => {
      const problem = problemOf(matrix, randomMask(matrix, 0.2, 1));
      return choosePlan({ problem, look: lookAt(problem, 0), effort: 'fast', seed: 0 });
    };
    const [small, large] = [of(product(30, 8, 2)), of(product(200, 40, 2))];
    expect(small.splits).toHaveLength(10);
    expect(large.splits).toHaveLength(1);
    const names = ({ scouts }: Plan) => scouts.map(({ name }) => name);
    expect(names(large)).toContain('bpmf, rank 20');
    expect(names(small)).not.toContain('bpmf, rank 20');
    expect(names(small)).toContain('gaussian over rows, shrinkage 0.5');
    expect(names(small)).not.toContain('gaussian over cols, shrinkage 0.5');
  });

  test('neither normals nor trees on a grid', () => {
    const wave = (k: number) => Math.sin(Math.floor(k / 8) / 9) * Math.cos((k % 8) / 5);
    const picture = {
      data: Float64Array.from({ length: 960 }, (_, k) => wave(k)),
      rows: 120,
      cols: 8,
    };
    const problem = problemOf(picture, randomMask(picture, 0.2, 1));
    const look = lookAt(problem, 0);
    expect(isGrid(look)).toBe(true);
    const { scouts } = choosePlan({ problem, look, effort: 'balanced', seed: 0 });
    expect(scouts.map(({ name }) => name).join()).not.toMatch(/forest|gaussian/);
  });

  test('trees learn from fifty rows or more, where their time is a small part of all', () => {
    const of = (rows: number, cols: number) => {
      const matrix = product(rows, cols, 2);
      const problem = problemOf(matrix, randomMask(matrix, 0.2, 1));
      const plan = choosePlan({ problem, look: lookAt(problem, 0), effort: 'fast', seed: 0 });
      return plan.scouts.map(({ name }) => name).filter((name) => name.startsWith('forest'));
    };
    expect(of(90, 5)).toEqual(['forest over rows, leaf 1', 'forest over rows, leaf 3']);
    expect(of(40, 5)).toEqual([]);
    expect(of(200, 40)).toEqual([]);
  });

  test('a sparse matrix of some size keeps the time for its deep models', () => {
    const matrix = product(150, 200, 3);
    const problem = problemOf(matrix, randomMask(matrix, 0.8, 1));
    const of = (effort: 'balanced' | 'best') =>
      choosePlan({ problem, look: lookAt(problem, 0), effort, seed: 0 }).splits.length;
    expect([of('balanced'), of('best')]).toEqual([1, 2]);
  });

  test('few holes take more splits than many, and hold about as much as is missing', () => {
    const { picture } = matrices;
    const rectangles = [{ row: 20, col: 30, height: 30, width: 40 }];
    const of = (mask: ReturnType<typeof randomMask>) => {
      const problem = problemOf(picture, mask);
      return choosePlan({ problem, look: lookAt(problem, 0), effort: 'balanced', seed: 0 });
    };
    const few = of(patchMask(picture, rectangles));
    const many = of(randomMask(picture, 0.3, 1));
    expect(few.splits.length).toBeGreaterThan(many.splits.length);
    const held = few.splits.map((split) => split.reduce((sum, flag) => sum + flag, 0));
    for (const count of held) {
      expect(count / 57600).toBeGreaterThan(0.02);
      expect(count / 57600).toBeLessThan(0.045);
    }
  });

  test('wide patches come first for holes, small ones for single entries', () => {
    const { picture } = matrices;
    const firstFor = (mask: ReturnType<typeof randomMask>) => {
      const problem = problemOf(picture, mask);
      const look = lookAt(problem, 0);
      return choosePlan({ problem, look, effort: 'balanced', seed: 0 }).patches[0]?.options.method;
    };
    const hole = { row: 20, col: 30, height: 30, width: 40 };
    expect(firstFor(patchMask(picture, [hole]))).toMatchObject({ type: 'nonlocal', patch: 16 });
    expect(firstFor(randomMask(picture, 0.3, 1))).toMatchObject({ type: 'nonlocal', patch: 8 });
    const lines = Array.from({ length: 60 }, (_, k) => ({
      row: 0,
      col: 4 * k,
      height: 240,
      width: 1,
    }));
    expect(firstFor(patchMask(picture, lines))).toMatchObject({ type: 'nonlocal', patch: 8 });
  });

  test('beside patches a cheap wide one is among the scouts, where there is time', () => {
    const { picture } = matrices;
    const hole = { row: 20, col: 30, height: 30, width: 40 };
    const problem = problemOf(picture, patchMask(picture, [hole]));
    for (const effort of efforts) {
      const { scouts } = choosePlan({ problem, look: lookAt(problem, 0), effort, seed: 0 });
      expect(scouts.filter(({ kind }) => kind === 'patches').length).toBe(2);
    }
  });

  test('with little time the rank of a noisy matrix grows less far', () => {
    const problem = problemOf(matrices.table, randomMask(matrices.table, 0.3, 1));
    const look = lookAt(problem, 0);
    const ranks = efforts.map((effort) => {
      const { scouts } = choosePlan({ problem, look, effort, seed: 0 });
      return scouts.find(({ name }) => name === 'gauss-newton, rank by held entries')?.options
        .method;
    });
    expect(ranks).toMatchObject([{ maxRank: 20 }, { maxRank: 40 }, { maxRank: 40 }]);
  });
});
