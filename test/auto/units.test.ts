import { describe, expect, test } from 'vitest';
import { differingUnits, fewerLines } from '../../src/auto/units.js';
import { complete, type Matrix, type Options, randomMask } from '../../src/index.js';
import { noisyProduct, problemOf, product } from './support.js';

const table = noisyProduct(90, 8, 2, 0.1);
const mask = randomMask(table, 0.2, 3);
const unit = (j: number) => 10 ** (j - 3);
const units: Matrix = { ...table, data: table.data.map((x, k) => unit(k % 8) * (5 + x)) };

const turned = ({ data, rows, cols }: Matrix): Matrix => ({
  data: data.map((_, k) => data[(k % rows) * cols + Math.floor(k / rows)] as number),
  rows: cols,
  cols: rows,
});

describe('differingUnits', () => {
  test('columns, or rows, whose deviations differ', () => {
    const found = differingUnits(problemOf(units, mask), {});
    expect(found?.lines).toBe('cols');
    const [least, greatest] = found?.deviations ?? [];
    expect((greatest as number) / (least as number)).toBeGreaterThan(1e6);
    expect(differingUnits(problemOf(turned(units)), {})?.lines).toBe('rows');
  });

  test('columns although rows differ more, by one column with large values', () => {
    const wide = noisyProduct(300, 20, 2, 0.1);
    const scale = (k: number) => 4 ** ((k % 20) % 3);
    const number = (k: number) => 1e4 * Math.exp(Math.floor(k / 20) / 60);
    const data = wide.data.map((x, k) => (k % 20 === 3 ? number(k) : scale(k) * x));
    const numbered = { ...wide, data };
    expect(differingUnits(problemOf(numbered), {})?.lines).toBe('cols');
    expect(differingUnits(problemOf(turned(numbered)), {})?.lines).toBe('rows');
  });

  test('columns although two of them have one row whose values are beyond all others', () => {
    const animals = noisyProduct(60, 10, 2, 0.1);
    const weight = (k: number) => 0.01 * Math.exp(Math.floor(k / 10) / 5);
    const data = animals.data.map((x, k) =>
      k % 10 < 2 ? weight(k) : 10 ** ((k % 3) - 1) * (3 + x),
    );
    for (const j of [0, 1]) data[33 * 10 + j] = 3e4;
    expect(differingUnits(problemOf({ ...animals, data }), {})?.lines).toBe('cols');
    expect(differingUnits(problemOf(turned({ ...animals, data })), {})?.lines).toBe('rows');
  });

  test('not where they are alike, whatever the factors', () => {
    for (const [rows, cols] of [
      [90, 8],
      [50, 40],
      [6, 200],
    ] as const) {
      expect(differingUnits(problemOf(product(rows, cols, 1)), {})).toBeUndefined();
      expect(differingUnits(problemOf(product(rows, cols, 3)), {})).toBeUndefined();
    }
  });

  test('not where a range is given for all, and not for counts or grades', () => {
    const problem = problemOf(units, mask);
    expect(differingUnits(problem, { scale: [0, 1] })).toBeUndefined();
    expect(differingUnits(problem, { bounds: [0, 1e6] })).toBeUndefined();
    const rare = table.data.map((x, k) => (Math.abs(x) > 0.1 * (k % 8) ? (k % 8) + 1 : 0));
    expect(differingUnits(problemOf({ ...table, data: rare }), {})).toBeUndefined();
    const whole = units.data.map((x, k) => Math.round((1000 * x) / unit(k % 8)) % 20);
    const grades = { ...units, data: whole.map((x, k) => 100 * (k % 8) + 5 ** (k % 8) * x) };
    expect(differingUnits(problemOf(grades), {})?.lines).toBe('cols');
  });

  test('deviations beyond a double say nothing', async () => {
    const data = table.data.map((x, k) => (k % 8 < 4 ? 1e200 : 1) * x);
    expect(differingUnits(problemOf({ ...table, data }), {})).toBeUndefined();
  });

  test('not where too little is observed of each line', () => {
    expect(differingUnits(problemOf(units, randomMask(units, 0.94, 1)), {})).toBeUndefined();
    const nothing = { ...units, data: units.data.map(() => 4) };
    expect(differingUnits(problemOf(nothing), {})).toBeUndefined();
  });
});

test('fewerLines are those of which there are half as many at most', () => {
  expect(fewerLines({ rows: 80, cols: 40 }, {})).toBe('cols');
  expect(fewerLines({ rows: 40, cols: 80 }, {})).toBe('rows');
  expect(fewerLines({ rows: 80, cols: 41 }, {})).toBeUndefined();
  expect(fewerLines({ rows: 80, cols: 4 }, { standardize: false })).toBeUndefined();
  expect(fewerLines({ rows: 80, cols: 4 }, { scale: [0, 1] })).toBeUndefined();
});

describe('auto', () => {
  const fast = { mask, effort: 'fast', threads: 1 } as const;

  /** Mean over the columns of the error at missing entries, in units of the column. */
  async function errorOf(options: Options): Promise<number> {
    const { matrix } = await complete(units, { ...fast, ...options });
    const missing = [...mask.data.keys()].filter((k) => !mask.data[k]);
    const errors = missing.map(
      (k) => Math.abs((matrix.data[k] as number) - (units.data[k] as number)) / unit(k % 8),
    );
    return errors.reduce((sum, error) => sum + error, 0) / errors.length;
  }

  test('standardises columns that have units of their own, and says so', async () => {
    const { auto, matrix } = await complete(units, fast);
    expect(auto?.standardized).toBe('cols');
    expect(auto?.reasons[0]).toMatch(
      /^Columns differ in their units \(standard deviations from \S+ to \S+\): each column was standardised, and errors are in its deviations\.$/,
    );
    expect(auto?.estimate?.mae).toBeLessThan(1);
    expect(await errorOf({})).toBeLessThan(
      0.3 * (await errorOf({ method: 'bpmf', effort: undefined })),
    );
    mask.data.forEach((observed, k) => {
      if (observed) expect(matrix.data[k]).toBe(units.data[k]);
    });
  });

  test('weighs models for each column: one that is a series is completed as one', async () => {
    const dated = {
      ...units,
      data: units.data.map((x, k) => (k % 8 === 3 ? 2000 + 0.5 * Math.floor(k / 8) : x)),
    };
    const { matrix, auto } = await complete(dated, fast);
    const errors = [...mask.data.keys()]
      .filter((k) => k % 8 === 3 && !mask.data[k])
      .map((k) => Math.abs((matrix.data[k] as number) - (dated.data[k] as number)));
    expect(errors.length).toBeGreaterThan(10);
    expect(Math.max(...errors)).toBeLessThan(5); // the column has a deviation of 13
    expect(auto?.reasons.at(-1)).toMatch(
      /^Taken, each column with weights of its own, on average: /,
    );
    const weights = auto?.models.map(({ weight }) => weight) ?? [];
    expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  test('does as it is told', async () => {
    const off = await complete(units, { ...fast, standardize: false });
    expect(off.auto?.standardized).toBeUndefined();
    expect(off.auto?.models.some(({ name }) => name.includes('standardised'))).toBe(false);
    const asked = await complete(table, { ...fast, standardize: 'cols' });
    expect(asked.auto?.standardized).toBe('cols');
    expect(asked.auto?.reasons[0]).toBe(
      'As asked, each column was standardised, and errors are in its deviations.',
    );
  });

  test('tries tables of few columns both as they are and standardised', async () => {
    const { auto } = await complete(table, fast);
    expect(auto?.standardized).toBeUndefined();
    const names = auto?.models.map(({ name }) => name) ?? [];
    expect(names).toContain('gauss-newton, rank by held entries');
    expect(names).toContain('gauss-newton, rank by held entries, cols standardised');
    expect(auto?.models.every(({ failure }) => failure === undefined)).toBe(true);
  });
});
