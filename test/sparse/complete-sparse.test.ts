import { describe, expect, test } from 'vitest';
import { completeSparse, type Progress, type SparseOptions } from '../../src/index.js';
import { bits, listed, mask, smooth, start, triplets, truth } from './support.js';

const { rows, cols } = truth;
const steps = (count: number) => ({ stopping: { steps: count } });

describe('the result', () => {
  test('recovers what is missing from a matrix of low rank', async () => {
    const result = await completeSparse(triplets, {
      method: 'dmf',
      representation: { depth: 2 },
      ...steps(8000),
    });
    const missing = [...mask.data.keys()].filter((k) => !mask.data[k]);
    const predicted = result.predictMany(
      missing.map((k) => Math.floor(k / cols)),
      missing.map((k) => k % cols),
    );
    const errors = missing.map((k, at) =>
      Math.abs((predicted[at] as number) - (truth.data[k] as number)),
    );
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.2);
    expect(result.loss.fidelity).toBeLessThan(1e-4 * (result.trace[0]?.loss.fidelity ?? 0));
  });

  test('tells of the run', async () => {
    const result = await completeSparse(triplets, {
      seed: 4,
      threads: 1,
      traceEvery: 0,
      ...steps(20),
    });
    expect(result).toMatchObject({
      rows,
      cols,
      method: 'airnet',
      observed: triplets.values.length,
      seed: 4,
      steps: 20,
      stopReason: 'steps',
      converged: false,
      device: 'cpu',
      precision: 'float32',
      threads: 1,
      trace: [],
    });
    expect(result).not.toHaveProperty('laplacians');
    expect(Object.keys(result.loss)).toEqual([
      'total',
      'fidelity',
      'laplacianRows',
      'laplacianCols',
    ]);
  });

  test('its factors give the predictions', async () => {
    const { factors, predict } = await completeSparse(triplets, steps(30));
    const { left, right, offset, range } = factors;
    expect([left.rows, right.rows, left.cols]).toEqual([rows, cols, right.cols]);
    expect([offset, offset + range]).toEqual([
      Math.min(...triplets.values),
      Math.max(...triplets.values),
    ]);
    const rank = left.cols;
    const dot = Array.from({ length: rank }, (_, k) => k).reduce(
      (sum, k) => sum + (left.data[7 * rank + k] as number) * (right.data[11 * rank + k] as number),
      0,
    );
    expect(predict(7, 11)).toBe(offset + range * dot);
  });

  test('a run that diverges keeps the last finite iterate', async () => {
    const result = await completeSparse(triplets, {
      optimizer: { learningRate: 1e20 },
      ...steps(50),
    });
    expect(result).toMatchObject({ stopReason: 'diverged', converged: false });
    expect(result.toMatrix().data.every(Number.isFinite)).toBe(true);
  });

  test('a settled loss stops the run', async () => {
    const stopping = { steps: 100_000, tolerance: 0.5, window: 10, minSteps: 200 };
    const result = await completeSparse(triplets, { stopping });
    expect(result).toMatchObject({ stopReason: 'tolerance', converged: true });
  });
});

describe('widths', () => {
  const rankOf = async (input: Parameters<typeof completeSparse>[0], options: SparseOptions) =>
    (await completeSparse(input, { ...options, ...steps(1) })).factors.left.cols;

  test('are 32 where nothing else is said, and no more than the shorter side', async () => {
    const large = smooth(50, 45);
    const everySecond = listed(
      large,
      large.data.map((_, k) => k % 2),
    );
    expect(await rankOf(everySecond, {})).toBe(32);
    expect(await rankOf(everySecond, { method: 'dmf', representation: { depth: 2 } })).toBe(32);
    expect(await rankOf(triplets, {})).toBe(28);
  });

  test('the least one is the rank', async () => {
    expect(await rankOf(triplets, { representation: { widths: [12, 3, 7] } })).toBe(3);
  });

  test('depth counts the factors', async () => {
    const values = [start(rows, 28, 0), start(28, 28, 1), start(28, 28, 2), start(28, cols, 3)];
    const representation = { depth: 4, start: { type: 'given' as const, values } };
    expect(await rankOf(triplets, { representation })).toBe(28);
  });
});

describe('one seed gives one result', () => {
  test('on a second run and for any number of threads', async () => {
    const first = await bits(triplets, { threads: 1, ...steps(50) });
    for (const threads of [1, 2, 'auto'] as const) {
      expect(await bits(triplets, { threads, ...steps(50) })).toEqual(first);
    }
    expect(await bits(triplets, { seed: 1, ...steps(50) })).not.toEqual(first);
  });
});

describe('all values equal', () => {
  const input = { rows: 3, cols: 4, row: [0, 2], col: [1, 3], values: [2.5, 2.5] };

  test.each(['observed', 'none', [0, 10]] as const)(
    'with scale %j: that value everywhere',
    async (scale) => {
      const given = typeof scale === 'string' ? scale : ([...scale] as [number, number]);
      const result = await completeSparse(input, { scale: given, laplacians: true });
      expect(result).toMatchObject({
        stopReason: 'constant',
        converged: true,
        steps: 0,
        secondsPerStep: null,
        threads: 0,
        observed: 2,
        loss: { total: 0, fidelity: 0 },
        laplacians: {},
      });
      expect(result.predict(1, 1)).toBe(2.5);
      expect(result.toMatrix().data).toEqual(new Float64Array(12).fill(2.5));
    },
  );

  test('is no excuse for a bad place', async () => {
    await expect(completeSparse({ ...input, col: [1, 4] })).rejects.toThrow(/input\.col\[1\]/);
  });
});

describe('abort and progress', () => {
  const long = steps(100_000_000);

  test('aborted before the start', async () => {
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(completeSparse(triplets, { ...long, signal })).rejects.toThrow('never mind');
  });

  test('aborted in mid-run rejects with the reason', async () => {
    const controller = new AbortController();
    const reason = { enough: true };
    const onProgress = () => controller.abort(reason);
    const run = completeSparse(triplets, { ...long, signal: controller.signal, onProgress });
    await expect(run).rejects.toBe(reason);
  });

  test('progress names the loss', async () => {
    const heard: Progress[] = [];
    await completeSparse(triplets, { ...steps(5000), onProgress: (one) => heard.push(one) });
    expect(heard.length).toBeGreaterThan(0);
    expect(heard[0]).toMatchObject({ totalSteps: 5000 });
    expect(Object.keys(heard[0]?.loss ?? {})).toEqual([
      'total',
      'fidelity',
      'laplacianRows',
      'laplacianCols',
    ]);
  });

  test('progress that throws rejects the run', async () => {
    const onProgress = () => {
      throw new Error('from the listener');
    };
    await expect(completeSparse(triplets, { ...long, onProgress })).rejects.toThrow(
      'from the listener',
    );
  });
});

describe('what is given', () => {
  test('is not modified, and may be modified once the call has returned', async () => {
    const copy = () => ({
      ...triplets,
      row: Uint32Array.from(triplets.row),
      col: Uint32Array.from(triplets.col),
      values: Float64Array.from(triplets.values),
    });
    const input = copy();
    const run = bits(input, steps(30));
    expect(input).toEqual(copy());
    input.row.fill(0);
    input.col.fill(0);
    input.values.fill(Number.NaN);
    expect(await run).toEqual(await bits(triplets, steps(30)));
  });
});
