import { describe, expect, test } from 'vitest';
import {
  complete,
  completeBatch,
  completeSparse,
  fit as learn,
  type Options,
  type Progress,
  randomMask,
} from '../../src/index.js';

/** x_ij = 3 + i/2 − j. */
const rows = 12;
const cols = 9;
const data = Float64Array.from(
  { length: rows * cols },
  (_, k) => 3 + Math.floor(k / cols) / 2 - (k % cols),
);
const truth = { data, rows, cols };
const mask = randomMask(truth, 0.4, 3);
const undamped = { type: 'bias', rowDamping: 0, colDamping: 0 } as const;
const settled = { method: undamped, stopping: { steps: 500, tolerance: 1e-9 } };
const exact: Options = { mask, ...settled };

/** The observed entries, from the last to the first. */
function triplets() {
  const at = Array.from(mask.data.keys())
    .filter((k) => mask.data[k])
    .reverse();
  const row = at.map((k) => Math.floor(k / cols));
  return {
    rows,
    cols,
    row,
    col: at.map((k) => k % cols),
    values: at.map((k) => data[k] as number),
  };
}

describe('a classical method by the calls of the deep ones', () => {
  test('complete: the estimate, its rank and its error', async () => {
    const result = await complete(truth, exact);
    result.matrix.data.forEach((value, k) => {
      expect(value).toBeCloseTo(data[k] as number, 4);
    });
    expect(result).toMatchObject({
      method: 'bias',
      stopReason: 'tolerance',
      converged: true,
      rank: 2,
    });
    expect(result.trainingError).toBeLessThan(1e-5);
    expect(result.trace.map(({ step }) => step)).toEqual(
      Array.from({ length: result.steps }, (_, k) => k + 1),
    );
    expect(result.trace.at(-1)?.loss).toEqual(result.loss);
  });

  test('by its name it has its defaults', async () => {
    const named = await complete(truth, { mask, method: 'bias' });
    const method = { type: 'bias', rowDamping: 5, colDamping: 5 } as const;
    expect(named.matrix).toEqual((await complete(truth, { mask, method })).matrix);
  });

  test('completeSparse gives what complete gives, and the places that are asked for', async () => {
    const predictAt = { row: [0, 11], col: [8, 0] };
    const bounds: [number, number] = [-4, 8];
    const sparse = await completeSparse(triplets(), { ...settled, bounds, predictAt });
    const dense = await complete(truth, { ...exact, bounds, keepObserved: false });
    sparse.toMatrix().data.forEach((value, k) => {
      expect(value).toBeCloseTo(dense.matrix.data[k] as number, 5);
    });
    expect(sparse.predictions?.[0]).toBe(-4);
    expect(sparse.predictions?.[1]).toBe(8);
    expect(sparse.factors.left.cols).toBe(2);
  });

  test('completeBatch, threads and a repeated run: the same bits', async () => {
    const [item] = await completeBatch([truth], { ...exact, threads: 2 });
    const once = await complete(truth, { ...exact, threads: 1 });
    expect(item?.status === 'completed' && item.completion.matrix).toEqual(once.matrix);
  });

  test('all values equal: nothing is learned', async () => {
    const flat = [
      [7, 7],
      [null, 7],
    ];
    const result = await complete(flat, { method: 'bias' });
    expect(result).toMatchObject({ stopReason: 'constant', steps: 0 });
    expect([...result.matrix.data]).toEqual([7, 7, 7, 7]);
  });

  test('an aborted run rejects with the reason', async () => {
    const options = { ...exact, signal: AbortSignal.abort(new Error('enough')) };
    await expect(complete(truth, options)).rejects.toThrow('enough');
  });

  test('progress tells steps and loss', async () => {
    const heard: Progress[] = [];
    const slow = { data: new Float64Array(4_000_000).map((_, k) => k % 7), rows: 2000, cols: 2000 };
    await complete(slow, {
      method: undamped,
      stopping: { steps: 12, tolerance: 0 },
      onProgress: (progress) => heard.push(progress),
    });
    expect(heard.length).toBeGreaterThan(0);
    expect(heard[0]).toMatchObject({ totalSteps: 12, loss: { fidelity: expect.any(Number) } });
  });

  test('means of all, rows and columns', async () => {
    const given = [
      [1, 2],
      [3, null],
    ];
    const means = async (of: 'all' | 'rows' | 'cols') =>
      (await complete(given, { method: { type: 'mean', of } })).matrix.data[3];
    expect(await means('all')).toBeCloseTo(2);
    expect(await means('rows')).toBeCloseTo(3);
    expect(await means('cols')).toBeCloseTo(2);
  });
});

describe('what a classical method does not take', () => {
  test.each<[Options, string]>([
    [
      { representation: { depth: 2 } },
      'Expected nothing beside method bias, which has no such part, for representation but received an object',
    ],
    [
      { laplacians: true },
      'Expected nothing beside method bias, which has no such part, for laplacians but received true (of type boolean)',
    ],
    [
      { stopping: { window: 10 } },
      'Expected nothing beside method bias for stopping.window but received 10 (of type number)',
    ],
    [
      { stopping: { steps: 0 } },
      'Expected an integer >= 1 with method bias for stopping.steps but received 0 (of type number)',
    ],
  ])('%j', async (options, message) => {
    await expect(complete(truth, { mask, method: 'bias', ...options })).rejects.toThrow(message);
  });

  test('fit', async () => {
    await expect(learn(truth, { method: 'bias' })).rejects.toThrow(
      'Expected a deep method with fit for method but received "bias" (of type string)',
    );
  });
});
