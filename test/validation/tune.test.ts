import { describe, expect, test } from 'vitest';
import { observedEntries } from '../../src/graph/index.js';
import {
  complete,
  completeSparse,
  type Options,
  randomMask,
  type ValidationReport,
} from '../../src/index.js';
import { uniform } from '../../src/random.js';
import { holdEntries } from '../../src/validation/held.js';
import { combinations } from '../../src/validation/tune.js';

const rows = 30;
const cols = 20;
/** Effects of rows, which are worth learning, under a little noise. */
const data = Float64Array.from(
  { length: rows * cols },
  (_, k) => uniform(5, Math.floor(k / cols)) * 4 + 0.2 * uniform(6, k),
);
const truth = { data, rows, cols };
const mask = randomMask(truth, 0.3, 3);
const tune = { 'method.rowDamping': [0, 5, 500], 'method.colDamping': [500, 0] };

describe('holding entries', () => {
  const places = observedEntries(new Float32Array(rows * cols), mask.data, truth);
  const hold = (pattern: 'random' | 'shifted', share: number, seed = 1) =>
    holdEntries(places, truth, { share, pattern }, seed);

  test('random: as many as were asked for, the same for the same seed', () => {
    const held = hold('random', 0.25);
    expect(held.count).toBe(Math.round(0.25 * places.cols.length));
    expect(held.flags.reduce((sum, flag) => sum + flag, 0)).toBe(held.count);
    expect(hold('random', 0.25)).toEqual(held);
    expect(hold('random', 0.25, 2)).not.toEqual(held);
  });

  test('shifted: a hole is judged by a hole of its shape', () => {
    const hole = new Uint8Array(rows * cols).fill(1);
    for (let i = 10; i < 15; i++) hole.fill(0, i * cols + 6, i * cols + 10);
    const holed = observedEntries(new Float32Array(rows * cols), hole, truth);
    const held = holdEntries(holed, truth, { share: 0.1, pattern: 'shifted' }, 1);
    expect(held.count).toBe(20);
    const byRow = Array.from({ length: rows }, (_, i) =>
      held.flags.slice(holed.offsets[i], holed.offsets[i + 1]).reduce((sum, flag) => sum + flag, 0),
    );
    expect(byRow.filter((count) => count > 0)).toEqual([4, 4, 4, 4, 4]);
  });

  test('shifted: where much is missing, no more than the share', () => {
    const held = hold('shifted', 0.05);
    expect(held.count).toBeLessThanOrEqual(Math.floor(0.05 * places.cols.length));
    expect(held.count).toBeGreaterThan(0);
  });

  test('a share that leaves nothing is refused', () => {
    const one = { offsets: Uint32Array.of(0, 1), cols: Uint32Array.of(0) };
    const shape = { rows: 1, cols: 1 };
    expect(() => holdEntries(one, shape, { share: 0.9, pattern: 'random' }, 0)).toThrow(
      'Expected a share of 1 observed entries that holds some and leaves some for validation.share but received 0.9, which holds 1',
    );
  });
});

describe('tuning', () => {
  test('combinations: the last name changes fastest', () => {
    expect(combinations({ a: [1, 2], b: ['x', 'y'] })).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ]);
    expect(combinations({})).toEqual([{}]);
  });

  test('takes what predicts held entries best, and learns from all of them', async () => {
    const result = await complete(truth, { mask, method: 'bias', tune });
    const { tried = [], error, steps, entries } = result.validation ?? {};
    expect(tried).toHaveLength(6);
    expect(error).toBe(Math.min(...tried.map((trial) => trial.error)));
    expect(entries).toBe(Math.round(0.1 * result.observed));
    const best = tried.find((trial) => trial.error === error)?.options;
    expect(best).toEqual({ 'method.rowDamping': 0, 'method.colDamping': 500 });
    const method = { type: 'bias', rowDamping: 0, colDamping: 500 } as const;
    const again = await complete(truth, { mask, method, stopping: { steps: steps as number } });
    expect(again.matrix).toEqual(result.matrix);
  });

  test('from sparse input the same is taken', async () => {
    const places = observedEntries(Float32Array.from(data), mask.data, truth);
    const { offsets, cols: indices, values } = places;
    const sparse = await completeSparse(
      { rows, cols, offsets, indices, values },
      { method: 'bias', tune },
    );
    const dense = await complete(truth, { mask, method: 'bias', tune });
    expect(sparse.validation?.error).toBeCloseTo(dense.validation?.error as number, 5);
    expect(sparse.validation?.steps).toBe(dense.validation?.steps);
  });

  test('a deep method is judged by whole runs', async () => {
    const result = await complete(truth, {
      mask,
      method: 'dmf',
      stopping: { steps: 300 },
      tune: { 'optimizer.learningRate': [1e-9, 1e-2] },
    });
    expect(result.validation?.tried?.map(({ steps }) => steps)).toEqual([300, 300]);
    const [still, moving] = result.validation?.tried ?? [];
    expect(moving?.error).toBeLessThan(still?.error as number);
    expect(result.validation?.error).toBe(moving?.error);
    expect(result.steps).toBe(300);
  });

  test('nothing of the truth is looked at', async () => {
    const blind = { ...truth, data: data.map((value, k) => (mask.data[k] ? value : 1e6)) };
    const options: Options = { mask, method: 'bias', tune, validation: { pattern: 'shifted' } };
    const [seen, unseen] = [await complete(truth, options), await complete(blind, options)];
    expect({ ...unseen.validation, seconds: 0 }).toEqual({ ...seen.validation, seconds: 0 });
    expect(unseen.matrix).toEqual(seen.matrix);
  });

  test('what was passed may change as soon as the call has returned', async () => {
    const changing = { mask: Uint8Array.from(mask.data), data: data.slice() };
    const input = { rows, cols, data: changing.data };
    const running = complete(input, { mask: changing.mask, method: 'bias', tune });
    changing.mask.fill(1);
    changing.data.fill(7);
    const result = await complete(truth, { mask, method: 'bias', tune });
    const { seconds: _seconds, ...validation } = result.validation as ValidationReport;
    expect(await running).toMatchObject({ matrix: result.matrix, validation });

    const {
      offsets,
      cols: indices,
      values,
    } = observedEntries(Float32Array.from(data), mask.data, truth);
    const predictAt = { row: Uint32Array.of(4), col: Uint32Array.of(3) };
    const options = { method: 'bias', tune } as const;
    const listed = { rows, cols, offsets, indices, values: values.slice() };
    const sparse = completeSparse(listed, { ...options, predictAt });
    listed.values.fill(7);
    predictAt.row.fill(9);
    const same = await completeSparse({ ...listed, values }, options);
    expect((await sparse).predictions?.[0]).toBeCloseTo(same.predict(4, 3), 5);
  });

  test.each<[Options, string]>([
    [{ tune: { 'method.k': [3] } }, 'Unknown option "method.k"'],
    [
      { tune: { seed: [-1] } },
      'Expected an integer from 0 to 2^53 − 1 for seed but received -1 (of type number)',
    ],
    [
      { tune: {} },
      'Expected an object of lists of values, at least one of each for tune but received an object',
    ],
    [
      { validation: { share: 1 } },
      'Expected a number in (0, 1) for validation.share but received 1 (of type number)',
    ],
  ])('%j is refused in one line', async (options, message) => {
    await expect(complete(truth, { mask, method: 'bias', ...options })).rejects.toThrow(message);
  });
});
