import { describe, expect, it } from 'vitest';
import type { NativeEntries, NativeFold } from '../../src/native/addon.js';
import { native, problem, rejection, solve, steps } from './support.js';

const fold: NativeFold = {
  rows: 2,
  cols: 3,
  rank: 1,
  left: Float32Array.of(1, 3),
  right: Float32Array.of(1, 0, 0),
  metric: 'identity',
  lambda: 1,
  predict: true,
  threads: 1,
};
/** A row that observes 4 in column 0, and one that observes nothing. */
const rows: NativeEntries = {
  offsets: Uint32Array.of(0, 1, 1),
  cols: Uint32Array.of(0),
  values: Float32Array.of(4),
};

describe('startFold', () => {
  it('answers with everything that addon.ts promises', async () => {
    const folded = await native.startFold(fold, rows).done;
    expect(Object.keys(folded).sort()).toEqual([
      'factors',
      'lambda',
      'matrix',
      'seconds',
      'threads',
    ]);
    // min (a − 4)² + (a − 2)²
    expect([...folded.factors]).toEqual([3, 2]);
    expect([...folded.matrix]).toEqual([3, 0, 0, 2, 0, 0]);
    expect(folded).toMatchObject({ lambda: 1, threads: 1 });
  });

  it('gives factors alone when no prediction is asked for', async () => {
    const { factors, matrix } = await native.startFold({ ...fold, predict: false }, rows).done;
    expect([factors.length, matrix.length]).toEqual([2, 0]);
  });

  it('can be cancelled', async () => {
    const many = { ...rows, offsets: new Uint32Array(1_000_000) };
    const job = native.startFold(fold, {
      ...many,
      cols: new Uint32Array(0),
      values: new Float32Array(0),
    });
    job.cancel();
    expect(await rejection(job.done)).toMatchObject({ code: 'LACUNA_CANCELLED' });
  });

  it.each<[string, unknown, string]>([
    ['rank', -1, 'a whole number from 0 to 4294967295 for fold.rank but received -1'],
    ['left', Float32Array.of(1), 'a Float32Array of length 2 for fold.left'],
    ['metric', 'l1', "'covariance' or 'identity' for fold.metric but received 'l1'"],
    ['lambda', Number.NaN, 'a finite number for fold.lambda but received NaN'],
    ['predict', 1, 'true or false for fold.predict but received 1'],
    ['threads', '1', 'for fold.threads'],
  ])('refuses %s: %j', (key, value, message) => {
    expect(() => native.startFold({ ...fold, [key]: value }, rows)).toThrow(message);
  });

  it('refuses rows that do not fit the model', async () => {
    const wide = { ...rows, cols: Uint32Array.of(3) };
    const code = { code: 'LACUNA_INVALID_ARGUMENT' };
    expect(await rejection(native.startFold(fold, wide).done)).toMatchObject(code);
    const short = { ...rows, offsets: Uint32Array.of(0, 2) };
    expect(await rejection(native.startFold(fold, short).done)).toMatchObject(code);
  });
});

describe('keepFit', () => {
  it('hands out X in factors with weights for both metrics', async () => {
    const { matrix, fit } = await solve(problem(12, 9, { ...steps(200), keepFit: true }));
    const rank = (fit?.left.length ?? 0) / 12;
    expect(fit?.right).toHaveLength(9 * rank);
    expect(fit?.covarianceWeight).toBeGreaterThan(0);
    expect(fit?.identityWeight).toBeGreaterThan(0);
    matrix.forEach((value, k) => {
      let sum = 0;
      for (let l = 0; l < rank; l++) {
        const [i, j] = [Math.floor(k / 9), k % 9];
        sum += (fit?.left[i * rank + l] ?? 0) * (fit?.right[j * rank + l] ?? 0);
      }
      expect(sum).toBeCloseTo(value, 2);
    });
  });
});
