import { describe, expect, test } from 'vitest';
import {
  complete,
  completeBatch,
  completeSparse,
  type Options,
  type Progress,
  randomMask,
  type SeedAgreementReport,
  fit as train,
} from '../../src/index.js';
import { estimateBytes } from '../../src/memory.js';
import { parseOptions } from '../../src/options/parse.js';
import { listed } from '../sparse/support.js';
import { noisyWave } from './support.js';

const truth = noisyWave;
const { data } = truth;
const mask = randomMask(truth, 0.6, 3);
const wide = { method: 'dmf', optimizer: { learningRate: 0.003 } } as const;
const agreeing = { ...wide, stopping: { seedAgreement: { patience: 500 } } } as const;

function reportOf({ seedAgreement }: { readonly seedAgreement?: SeedAgreementReport }) {
  return seedAgreement as SeedAgreementReport;
}

describe('two seeds that are compared', () => {
  test('choose the last steps at which they agree', async () => {
    const result = await complete(truth, { mask, ...agreeing });
    const { steps, difference, curve, seconds } = reportOf(result);
    expect(result).toMatchObject({ stopReason: 'seed-agreement', converged: true, steps });
    const last = curve.values.findLastIndex((value) => value <= 0.1);
    expect(steps).toBe(curve.steps[last]);
    expect(curve.steps.slice(0, 3)).toEqual([100, 200, 300]);
    expect(curve.steps.at(-1)).toBe(steps + 500);
    expect(difference).toBeGreaterThan(0);
    expect(seconds).toBeGreaterThan(0);
    const alone = await complete(truth, { mask, ...wide, stopping: { steps } });
    expect(alone.matrix).toEqual(result.matrix);
    expect(alone.seedAgreement).toBeUndefined();
  });

  test('differ by what is said', async () => {
    const result = await complete(truth, { mask, ...agreeing, keepObserved: false });
    const { steps, difference } = reportOf(result);
    const other = { mask, ...wide, stopping: { steps }, seed: 1, keepObserved: false };
    const { matrix } = await complete(truth, other);
    const squares = Array.from(mask.data, (is, k) =>
      is ? [] : [((matrix.data[k] ?? 0) - (result.matrix.data[k] ?? 0)) ** 2],
    ).flat();
    const mean = squares.reduce((sum, one) => sum + one, 0) / squares.length;
    expect(difference / Math.sqrt(mean)).toBeCloseTo(1, 4);
  });

  test('end nearer to the truth than a run of all steps', async () => {
    const errorOf = async (options: Options) => {
      const { matrix } = await complete(truth, { mask, ...options });
      return Math.hypot(...Array.from(matrix.data, (value, k) => value - (data[k] ?? 0)));
    };
    const over = await errorOf({ ...wide, validation: false });
    expect(await errorOf(agreeing)).toBeLessThan(0.8 * over);
  });

  test('take `steps` at most', async () => {
    const stopping = { seedAgreement: {}, steps: 250 };
    const result = await complete(truth, { mask, ...wide, stopping });
    expect(reportOf(result).curve.steps).toEqual([100, 200, 250]);
    expect(result).toMatchObject({ steps: 250, stopReason: 'steps', converged: false });
  });

  test('that never agree leave the number of steps to the method', async () => {
    const stopping = { seedAgreement: { most: 1e-9, patience: 200 } };
    const result = await complete(truth, { mask, ...wide, stopping });
    expect(reportOf(result)).toMatchObject({ steps: 0, difference: 0 });
    expect(result).toMatchObject({ steps: 10_000, stopReason: 'steps', converged: false });
  });

  test('are not trained where nothing is missing, or all is one value', async () => {
    const stopping = { seedAgreement: {}, steps: 50 };
    const whole = await complete(truth, { ...wide, stopping });
    expect(whole.seedAgreement).toBeUndefined();
    expect(whole.steps).toBe(50);
    const equal = await complete([[2, Number.NaN, 2]], { ...wide, stopping });
    expect(equal.stopReason).toBe('constant');
  });

  test('say the same in a batch, with any number of threads', async () => {
    const { matrix } = await complete(truth, { mask, ...agreeing, threads: 1 });
    const batch = await completeBatch([truth, truth], { mask, ...agreeing });
    for (const item of batch) expect(item).toMatchObject({ completion: { matrix } });
  });

  test('progress counts their steps and those of the run behind them', async () => {
    const seen: Progress[] = [];
    const result = await complete(truth, {
      mask,
      ...agreeing,
      onProgress: (one) => seen.push(one),
    });
    const steps = seen.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    const { curve } = reportOf(result);
    const all = (curve.steps.at(-1) as number) + 1 + result.steps;
    expect(steps.at(-1)).toBeGreaterThan(0);
    expect(steps.at(-1)).toBeLessThanOrEqual(all);
  });

  test('can be aborted', async () => {
    const controller = new AbortController();
    const run = complete(truth, { mask, ...agreeing, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
  });

  test('take the memory of two', () => {
    const shape = { rows: 300, cols: 300 };
    const bytes = (options: Options) => estimateBytes(shape, parseOptions({ ...wide, ...options }));
    const one = bytes({ stopping: { steps: 20_000 } });
    expect(bytes({ stopping: { seedAgreement: {} } })).toBeGreaterThan(1.7 * one);
  });
});

describe('what does not compare seeds says so', () => {
  const { stopping } = agreeing;
  const refused = /for stopping\.seedAgreement but received|beside stopping\.seedAgreement for /;

  test.each<[string, () => Promise<unknown>]>([
    ['validation', () => complete(truth, { mask, ...agreeing, validation: {} })],
    ['tune', () => complete(truth, { mask, ...agreeing, tune: { 'optimizer.learningRate': [1] } })],
    ['a classical method', () => complete(truth, { mask, method: 'knn', stopping })],
    ['a fit', () => train(truth, { mask, ...agreeing })],
    ['listed entries', () => completeSparse(listed(truth, mask.data), agreeing)],
  ])('%s', async (_what, run) => {
    await expect(run()).rejects.toThrow(refused);
  });
});
