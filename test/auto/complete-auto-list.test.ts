import { describe, expect, test } from 'vitest';
import {
  type AutoReport,
  completeSparse,
  fitSparse,
  type Progress,
  type SparseOptions,
  type Triplets,
} from '../../src/index.js';
import { uniform } from '../../src/random.js';
import { listed, reordered } from '../sparse/support.js';
import { product } from './support.js';

/** As soon as may be; with one thread, as the lists are short. */
const fast = { method: 'auto', effort: 'fast', threads: 1 } as const;

/** Listed entries, and the others with what they are. */
interface Case {
  readonly train: Triplets;
  readonly test: Triplets;
}

function caseOf(matrix: ReturnType<typeof product>, isListed: (k: number) => boolean): Case {
  const flags = Array.from(matrix.data, (_, k) => (isListed(k) ? 1 : 0));
  return {
    train: listed(matrix, flags),
    test: listed(
      matrix,
      flags.map((flag) => 1 - flag),
    ),
  };
}

const low = product(60, 50, 3);
const exact = caseOf(low, (k) => uniform(9, k) < 0.5);
const rough = caseOf(
  { ...low, data: low.data.map((value, k) => value + 1.2 * (uniform(8, k) - 0.5)) },
  (k) => uniform(9, k) < 0.3,
);

/** Who is listed is who is liked: a taste and a kind that agree make both likely. */
const chosen = (() => {
  const match = (k: number) => low.data[k] as number;
  const values = low.data.map((_, k) => match(k) + 1.5 * (uniform(7, k) - 0.5));
  return caseOf({ ...low, data: values }, (k) => uniform(6, k) < (match(k) > 0 ? 0.4 : 0.05));
})();

const placesOf = ({ row, col }: Triplets) => ({ row, col });

function rmse(predicted: ArrayLike<number> | undefined, { values }: Triplets): number {
  const squares = Array.from(values, (value, e) => ((predicted?.[e] as number) - value) ** 2);
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
}

async function errorOf({ train, test: asked }: Case, options: SparseOptions): Promise<number> {
  const { predictions } = await completeSparse(train, {
    threads: 1,
    predictAt: placesOf(asked),
    ...options,
  });
  return rmse(predictions, asked);
}

const lead = ({ models }: AutoReport) =>
  models.reduce((best, one) => (one.weight > best.weight ? one : best));

describe('method auto for listed entries', () => {
  const roughly = completeSparse(rough.train, { ...fast, predictAt: placesOf(rough.test) });

  test('is the default, and says what it chose', async () => {
    const { method, auto, rows, cols, observed } = await completeSparse(exact.train, {
      effort: 'fast',
      threads: 1,
    });
    expect([method, rows, cols, observed]).toEqual(['auto', 60, 50, exact.train.values.length]);
    const { models, estimate, reasons, effort } = auto as AutoReport;
    expect(effort).toBe('fast');
    expect(models.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(estimate?.entries).toBeGreaterThan(100);
    expect(reasons.join(' ')).toMatch(/of 60 × 50 are listed.* models were judged by .* Taken: /);
  });

  test('low rank without noise is recovered', async () => {
    expect(await errorOf(exact, fast)).toBeLessThan(1e-3);
  });

  test('with noise: at held entries no worse than any model, and as good at the others', async () => {
    const { predictions, auto } = await roughly;
    const { models, estimate } = auto as AutoReport;
    for (const one of models) {
      expect(estimate?.rmse).toBeLessThanOrEqual((one.rmse ?? Number.NaN) * (1 + 1e-12));
    }
    const error = rmse(predictions, rough.test);
    for (const method of ['bias', 'als', 'bpmf'] as const) {
      expect(error).toBeLessThan(1.02 * (await errorOf(rough, { method })));
    }
    expect((estimate?.rmse ?? Number.NaN) / error).toBeGreaterThan(0.8);
    expect((estimate?.rmse ?? Number.NaN) / error).toBeLessThan(1.3);
  });

  test('deviations are about as large as errors', async () => {
    const { predictions, deviations } = await roughly;
    const within = Array.from(rough.test.values, (value, e) => {
      const error = Math.abs((predictions?.[e] as number) - value);
      return error <= 1.645 * (deviations?.[e] as number);
    }).filter(Boolean).length;
    expect(within / rough.test.values.length).toBeGreaterThan(0.8);
    expect(within / rough.test.values.length).toBeLessThan(0.98);
  });

  test('where the listed ones are the liked ones, models that look at places lead', async () => {
    const { auto } = await completeSparse(chosen.train, fast);
    expect(lead(auto as AutoReport).name).toMatch(/places (below|beside)/);
    expect(auto?.reasons.join(' ')).toContain('Which entries are listed says something of values');
    expect(await errorOf(chosen, fast)).toBeLessThan(await errorOf(chosen, { method: 'bpmf' }));
  });

  test('without places to predict it has factors, with which it predicts', async () => {
    const { factors, predict, predictMany, toMatrix, predictions, auto } = await completeSparse(
      rough.train,
      fast,
    );
    expect(predictions).toBeUndefined();
    expect(auto?.models.some(({ name }) => name.startsWith('knn'))).toBe(false);
    const { left, right, offset, range } = factors;
    expect([left.rows, right.rows, right.cols]).toEqual([60, 50, left.cols]);
    let sum = 0;
    for (let k = 0; k < left.cols; k++) {
      sum += (left.data[7 * left.cols + k] ?? 0) * (right.data[9 * left.cols + k] ?? 0);
    }
    expect(predict(7, 9)).toBeCloseTo(offset + range * sum, 10);
    expect(toMatrix().data[7 * 50 + 9]).toBe(predict(7, 9));
    const error = rmse(predictMany(rough.test.row, rough.test.col), rough.test);
    expect(error).toBeLessThan(1.02 * (await errorOf(rough, { method: 'bpmf' })));
  });

  test('a blend with a model that has no factors predicts places alone', async () => {
    // Rows of five kinds, and values of no order: alike rows say most.
    const kinds = { rows: 80, cols: 30 };
    const data = Float64Array.from({ length: 80 * 30 }, (_, k) =>
      Math.floor(4 * uniform(4, (Math.floor(k / 30) % 20) * 30 + (k % 30))),
    );
    const { train, test: asked } = caseOf({ ...kinds, data }, (k) => uniform(5, k) < 0.7);
    const places = placesOf(asked);
    const { factors, predict, auto } = await completeSparse(train, { ...fast, predictAt: places });
    expect(lead(auto as AutoReport).name).toMatch(/^knn/);
    expect(factors.left.cols).toBe(0);
    expect(() => predict(0, 0)).toThrow('predictAt, as method auto has no factors');
  });

  test('one seed gives one result, for any number of threads and any order of the list', async () => {
    const options = { ...fast, seed: 3, predictAt: placesOf(rough.test) };
    const told = async (input: Triplets, more: SparseOptions = {}) => {
      const { predictions, deviations, auto } = await completeSparse(input, {
        ...options,
        ...more,
      });
      return { predictions, deviations, auto };
    };
    const first = await told(rough.train);
    expect(await told(rough.train, { threads: 3 })).toEqual(first);
    const order = Array.from(rough.train.values, (_, e) => e).sort(
      (a, b) => uniform(2, a) - uniform(2, b),
    );
    expect(await told(reordered(rough.train, order))).toEqual(first);
    expect(await told(rough.train, { seed: 4 })).not.toEqual(first);
  });

  test('bounds hold', async () => {
    const { predictions } = await completeSparse(rough.train, {
      ...fast,
      bounds: [-0.2, 0.3],
      predictAt: placesOf(rough.test),
    });
    expect(Math.min(...(predictions ?? []))).toBe(-0.2);
    expect(Math.max(...(predictions ?? []))).toBe(0.3);
  });

  test('a short list that is nearly full, one line, two entries, and equal values', async () => {
    const small = caseOf(product(20, 20, 2), (k) => uniform(1, k) < 0.8);
    expect(await errorOf(small, fast)).toBeLessThan(0.1);
    const line = { rows: 1, cols: 4, row: [0, 0, 0], col: [0, 1, 3], values: [1, 2, 4] };
    expect((await completeSparse(line, fast)).predict(0, 2)).toBeGreaterThan(0.5);
    const pair = { rows: 3, cols: 3, row: [0, 2], col: [1, 1], values: [1, 2] };
    expect((await completeSparse(pair, fast)).predict(1, 1)).toBeLessThan(2.5);
    const equal = await completeSparse({ ...pair, values: [4, 4] }, fast);
    expect([equal.predict(1, 0), equal.stopReason]).toEqual([4, 'constant']);
  });

  test('a model that fails is told, and the others go on', async () => {
    // Of so few entries gauss-newton can hold none to choose its rank by.
    const few = {
      rows: 3,
      cols: 3,
      row: [0, 0, 1, 1, 2],
      col: [0, 1, 0, 1, 2],
      values: [1, 2, 3, 4, 6],
    };
    const { auto, predict } = await completeSparse(few, fast);
    const failed = auto?.models.find(({ name }) => name === 'gauss-newton, rank by held entries');
    expect(failed?.failure).toMatch(/^Expected a share of \d observed entries/);
    expect([failed?.weight, failed?.rmse]).toEqual([0, undefined]);
    expect(Number.isFinite(predict(2, 0))).toBe(true);
  });

  test('progress only grows, and ends', async () => {
    const seen: Progress[] = [];
    await completeSparse(rough.train, { ...fast, onProgress: (one) => seen.push(one) });
    const steps = seen.map(({ step }) => step);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(seen.every(({ step, totalSteps }) => step <= totalSteps)).toBe(true);
  });

  test('can be aborted', async () => {
    const stop = new AbortController();
    const run = completeSparse(rough.train, {
      method: 'auto',
      effort: 'best',
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(run).rejects.toThrow('enough');
  });

  test('says why it computes on the CPU, and is refused elsewhere', async () => {
    const { device, deviceReason } = await roughly;
    expect(device).toBe('cpu');
    expect(deviceReason).toMatch(/\w.*\.$/);
    await expect(completeSparse(rough.train, { ...fast, device: 'cuda' })).rejects.toThrow(
      /device/,
    );
  });

  test('what says how one model is trained stands beside airnet, the default there', async () => {
    const { method } = await completeSparse(rough.train, { stopping: { steps: 2 } });
    expect(method).toBe('airnet');
    await expect(
      completeSparse(rough.train, { method: 'auto', stopping: { steps: 2 } }),
    ).rejects.toThrow(
      'Expected nothing beside method auto, which decides it, for stopping but received',
    );
    await expect(completeSparse(rough.train, { method: 'mean', effort: 'best' })).rejects.toThrow(
      'Expected method auto beside effort for method but received "mean"',
    );
    await expect(fitSparse(rough.train, { method: 'auto' as never })).rejects.toThrow('auto');
  });
});
