import { describe, expect, test } from 'vitest';
import {
  complete,
  completeBatch,
  completeSparse,
  type FitOptions,
  fitSparse,
  measure,
  methods,
  type Options,
  type Progress,
  randomMask,
  type Series,
  fit as train,
  type ValidationReport,
} from '../../src/index.js';
import { parseOptions } from '../../src/options/parse.js';
import { deepRule, holdingOf } from '../../src/validation/rule.js';
import { product } from '../auto/support.js';
import { listed } from '../sparse/support.js';
import { noisyWave } from './support.js';

const truth = noisyWave;
const { data, rows, cols } = truth;
const mask = randomMask(truth, 0.4, 3);
const narrow: FitOptions = {
  method: 'dmf',
  representation: { widths: [6] },
  optimizer: { learningRate: 0.01 },
};
const triplets = listed(truth, mask.data);

/** What does not change from one run to the next. */
function lasting({ seconds: _, ...report }: ValidationReport | undefined = missing) {
  return report;
}
const missing: ValidationReport = { entries: 0, error: Number.NaN, steps: 0, seconds: 0 };

describe('a deep method without a number of steps', () => {
  test('takes as many as were best at held entries, on all observed ones', async () => {
    const result = await complete(truth, { mask, ...narrow });
    const { entries, error, steps, curve, seconds } = result.validation ?? missing;
    expect(result.stopReason).toBe('validation');
    expect(result.converged).toBe(true);
    expect(result.steps).toBe(steps);
    expect(entries).toBe(Math.round(0.05 * result.observed));
    const { steps: looks, values } = curve as Series;
    const best = values.indexOf(Math.min(...values));
    expect(values[looks.indexOf(steps)]).toBe(error);
    expect(steps).toBeLessThanOrEqual(looks[best] as number);
    expect(error).toBeLessThan(1.2 * (values[best] as number));
    expect(looks.at(-1)).toBe((looks[best] as number) + 2000);
    expect(curve?.steps.slice(0, 3)).toEqual([100, 200, 300]);
    expect(seconds).toBeGreaterThan(0);
    const fixed = await complete(truth, { mask, ...narrow, stopping: { steps } });
    expect(fixed.matrix).toEqual(result.matrix);
    expect(fixed.stopReason).toBe('steps');
    expect(fixed.validation).toBeUndefined();
  });

  test.each(['airnet', 'dmf', 'dmf-de'] as const)(
    '%s: is not ended at the saddle that it starts at',
    async (method) => {
      const random = product(40, 30, 2);
      const hidden = randomMask(random, 0.4, 3);
      const result = await complete(random, { mask: hidden, method });
      expect(result.steps).toBeGreaterThan(2000);
      expect(measure(result.matrix, random, hidden).nmae).toBeLessThan(0.1);
    },
  );

  test('is near the error that the held entries say, and far below that of an over-fit', async () => {
    const errorOf = (x: { matrix: { data: ArrayLike<number> } }) => {
      const missed = Array.from(data, (value, k) =>
        mask.data[k] ? 0 : Number(x.matrix.data[k]) - value,
      );
      const count = missed.filter(Boolean).length;
      return Math.sqrt(missed.reduce((sum, one) => sum + one * one, 0) / count);
    };
    const [stopped, over] = [
      await complete(truth, { mask, ...narrow }),
      await complete(truth, { mask, ...narrow, validation: false }),
    ];
    expect(over.steps).toBe(10_000);
    expect(over.validation).toBeUndefined();
    expect(errorOf(stopped)).toBeLessThan(0.8 * errorOf(over));
  });

  test('no other thread count, no truth and no second run changes it', async () => {
    const blind = { ...truth, data: data.map((value, k) => (mask.data[k] ? value : 1e6)) };
    const one = await complete(truth, { mask, ...narrow, threads: 1 });
    const two = await complete(blind, { mask, ...narrow, threads: 2 });
    expect(two.matrix).toEqual(one.matrix);
    expect(lasting(two.validation)).toEqual(lasting(one.validation));
    const other = await complete(truth, { mask, ...narrow, seed: 1 });
    expect(lasting(other.validation)).not.toEqual(lasting(one.validation));
  });

  test('sparse input, a fit and a batch follow', async () => {
    const options = { ...narrow, stopping: { minSteps: 0 } };
    const dense = await complete(truth, { mask, ...options });
    const [batched] = await completeBatch([truth], { mask, ...options });
    expect(batched?.status === 'completed' && batched.completion.matrix).toEqual(dense.matrix);

    const sparse = await completeSparse(triplets, options as never);
    expect(sparse.stopReason).toBe('validation');
    expect(sparse.steps).toBe(sparse.validation?.steps);
    expect(sparse.validation?.entries).toBe(dense.validation?.entries);
    expect(sparse.validation?.error).toBeCloseTo(dense.validation?.error as number, 2);

    const model = await train(truth, { mask, ...options });
    const { error, steps } = dense.validation as ValidationReport;
    expect(model.report).toMatchObject({ steps, stopReason: 'validation' });
    expect(model.report.validation).toMatchObject({ error, steps });
    const listedModel = await fitSparse(triplets, options as never);
    expect(listedModel.report).toMatchObject({ steps: sparse.steps, stopReason: 'validation' });
  });

  test('too few observed entries: the number of the method', async () => {
    const few = randomMask(truth, 0.9, 3);
    const result = await complete(truth, { mask: few, ...narrow });
    expect(result).toMatchObject({ steps: 10_000, stopReason: 'steps' });
    expect(result.validation).toBeUndefined();
    const asked = await complete(truth, { mask: few, ...narrow, validation: { share: 0.2 } });
    expect(asked.validation?.entries).toBe(24);
  });

  test('a matrix of one value is not judged', async () => {
    const flat = { ...truth, data: new Float64Array(rows * cols).fill(3) };
    const result = await complete(flat, { mask, validation: {} });
    expect(result.stopReason).toBe('constant');
    expect(result.validation).toBeUndefined();
  });

  test('a run that diverges does not reject', async () => {
    const result = await complete(truth, {
      mask,
      method: 'dmf',
      representation: { start: { type: 'normal', mean: 0.1, standardDeviation: 0.5 } },
      optimizer: { type: 'gradient-descent', learningRate: 1e6 },
    });
    expect(result.stopReason).toBe('diverged');
    expect(result.converged).toBe(false);
    expect(result.validation?.error).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('what options say', () => {
  test('stopping.steps with validation is a limit', async () => {
    const stopping = { steps: 250 };
    const result = await complete(truth, { mask, ...narrow, stopping, validation: {} });
    expect(result.validation?.curve?.steps).toEqual([100, 200, 250]);
    const { steps } = result.validation as ValidationReport;
    expect(result.steps).toBe(steps);
    expect(result.stopReason).toBe(steps === 250 ? 'steps' : 'validation');
  });

  test('share, every, patience and choice', async () => {
    const validation = { share: 0.1, every: 20, patience: 400, choice: 'least' } as const;
    const result = await complete(truth, { mask, ...narrow, validation });
    const { entries, error, steps, curve } = result.validation ?? missing;
    expect(error).toBe(Math.min(...(curve?.values ?? [])));
    expect(entries).toBe(Math.round(0.1 * result.observed));
    expect(curve?.steps[1]).toBe(40);
    expect(curve?.steps.at(-1)).toBe(steps + 400);
  });

  test('a shifted pattern holds a hole', async () => {
    const hole = new Uint8Array(rows * cols).fill(1);
    for (let i = 10; i < 16; i++) hole.fill(0, i * cols + 6, i * cols + 13);
    const result = await complete(truth, {
      mask: { data: hole, rows, cols },
      ...narrow,
      validation: { pattern: 'shifted' },
    });
    expect(result.validation?.entries).toBe(42);
  });

  test('the run on all entries has what was asked for, the judged one nothing', async () => {
    const result = await complete(truth, {
      mask,
      ...narrow,
      traceEvery: 50,
      instruments: { effectiveRank: { every: 100 } },
      snapshots: { steps: [100] },
    });
    expect(result.trace.at(-1)?.step).toBe(result.steps);
    expect(result.instruments?.effectiveRank?.steps.at(-1)).toBe(result.steps);
    expect(result.snapshots).toHaveLength(1);
  });

  test('matrices among the options may change as soon as the call has returned', async () => {
    const laplacian = Array.from({ length: rows }, (_, i) =>
      Array.from({ length: rows }, (_, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
    );
    const regularizers = [{ type: 'dirichlet', over: 'rows', weight: 1e-4, laplacian } as const];
    const options: Options = { mask, ...narrow, regularizers };
    const wanted = await complete(truth, options);
    const running = complete(truth, options);
    for (const row of laplacian) row.fill(0);
    expect((await running).matrix).toEqual(wanted.matrix);
  });

  test('tune without a number of steps: each candidate has its own', async () => {
    const tune = { 'representation.widths': [[2], [12]] };
    const { validation } = await complete(truth, { mask, ...narrow, tune });
    const { tried = [], steps } = validation ?? missing;
    expect(tried).toHaveLength(2);
    expect(tried.map((one) => one.steps)).toContain(steps);
    for (const one of tried) expect(one.steps % 100).toBe(0);
  });

  test.each<[Options, string]>([
    [
      { validation: true as never },
      'Expected false or an object for validation but received true (of type boolean)',
    ],
    [
      { validation: { every: 0 } },
      'Expected an integer >= 1 for validation.every but received 0 (of type number)',
    ],
    [{ validation: { pattren: 'random' } as never }, 'did you mean "validation.pattern"?'],
    [
      { validation: false, tune: { seed: [1] } },
      'Expected nothing or an object beside tune for validation but received false',
    ],
    [
      { method: 'bias', validation: { every: 10 } },
      'Expected 1 with method bias for validation.every but received 10',
    ],
    [
      { method: 'bias', validation: { choice: 'fewest' } },
      'Expected "least" with method bias for validation.choice but received "fewest"',
    ],
  ])('%j is refused in one line', async (options, message) => {
    await expect(complete(truth, { mask, ...options })).rejects.toThrow(message);
  });
});

describe('which methods stop by held entries', () => {
  const observed = 10_000;
  const isJudged = (options: Options) => holdingOf(parseOptions(options), observed) !== undefined;

  test('all but those that reproduce a published number of steps', () => {
    const published = methods().filter(({ stopsBy }) => stopsBy === 'steps');
    expect(published.map(({ name }) => name)).toEqual([
      'airnet-paper',
      'dlrl-published',
      'dmf-fan',
    ]);
    for (const { name, stopsBy } of methods()) {
      expect(isJudged({ method: name })).toBe(stopsBy === 'validation');
      expect(isJudged({ method: name, validation: {} })).toBe(true);
      expect(isJudged({ method: name, validation: false })).toBe(false);
      expect(isJudged({ method: name, stopping: { steps: 10 } })).toBe(false);
      expect(isJudged({ method: name, stopping: { tolerance: 1 } })).toBe(stopsBy === 'validation');
    }
  });

  test('classical ones only when asked', () => {
    expect(isJudged({ method: 'als' })).toBe(false);
    expect(isJudged({ method: 'als', validation: {} })).toBe(true);
  });

  test('the rule of airnet, and whole runs for tune with a number of steps', () => {
    expect(deepRule(parseOptions({ method: 'airnet' }))).toEqual({
      steps: 20_000,
      every: 100,
      patience: 2000,
      choice: 'fewest',
    });
    const tuned = parseOptions({ tune: { seed: [1] }, stopping: { steps: 70 } });
    expect(deepRule(tuned)).toEqual({ steps: 70, every: 70, patience: 0, choice: 'least' });
  });
});

describe('on the way', () => {
  const long: Options = { mask, ...narrow, validation: { patience: 0 }, threads: 1 };

  test('progress counts the steps of both runs and never goes back', async () => {
    // Long enough for several of the reports, which come about twenty times a second.
    const most = 100_000;
    const heard: Progress[] = [];
    const { validation, steps } = await complete(truth, {
      ...long,
      stopping: { steps: most },
      onProgress: (progress) => heard.push(progress),
    });
    const counted = heard.map(({ step }) => step);
    expect(counted).toEqual([...counted].sort((a, b) => a - b));
    const [first] = heard;
    expect(first?.totalSteps).toBe(2 * most);
    const last = heard.at(-1) as Progress;
    expect([2 * most, most + (validation?.steps as number)]).toContain(last.totalSteps);
    expect(last.step).toBeLessThanOrEqual(most + steps);
    for (const { step, totalSteps, remaining } of heard) {
      expect(step).toBeLessThanOrEqual(totalSteps);
      expect(remaining === null ? 0 : remaining).toBeGreaterThanOrEqual(0);
    }
  });

  test.each([0, 1])('an abort in run %i rejects with its reason', async (run) => {
    const controller = new AbortController();
    const reason = new Error('enough');
    // Only the best of so many steps is late enough for the second run to be under way for long.
    const stopping = { steps: 30_000 };
    const options: Options = {
      ...long,
      stopping,
      optimizer: { learningRate: 1e-6 },
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step >= run * stopping.steps) controller.abort(reason);
      },
    };
    await expect(complete(truth, options)).rejects.toBe(reason);
  });
});
