import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  complete,
  completeBatch,
  completeSparse,
  type Matrix,
  measure,
  type Options,
  type Progress,
  randomMask,
} from '../../src/index.js';
import { capture } from '../cli/capture.js';

const rows = 40;
const cols = 44;

/** Stripes that are narrower than the gaps between observed entries. */
const truth: Matrix = {
  data: Float64Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    return 120 + 90 * Math.sin(1.3 * i + 0.9 * j);
  }),
  rows,
  cols,
};
const mask = randomMask(truth, 0.5, 4);
const short = { type: 'nonlocal', steps: 4, similar: 16, patch: 6 } as const;

async function errorOf(options: Options): Promise<number> {
  const { matrix } = await complete(truth, { mask, ...options });
  return measure(matrix, truth, mask).nmae;
}

describe('nonlocal', () => {
  test('finds a texture again that smooth surfaces lose', async () => {
    const { matrix, method, steps, stopReason, trace } = await complete(truth, {
      mask,
      method: 'nonlocal',
    });
    const error = measure(matrix, truth, mask).nmae;
    expect(error).toBeLessThan(0.25 * (await errorOf({ method: 'biharmonic' })));
    expect({ method, steps, stopReason }).toEqual({
      method: 'nonlocal',
      steps: 20,
      stopReason: 'solved',
    });
    expect(trace.at(-1)?.loss.total).toBeLessThan(0.1 * (trace[0]?.loss.total as number));
  });

  test('observed entries are what was observed', async () => {
    const { matrix } = await complete(truth, { mask, method: short, keepObserved: false });
    matrix.data.forEach((value, k) => {
      if (mask.data[k]) expect(value).toBeCloseTo(truth.data[k] as number, 3);
    });
  });

  test('a start is refined: by name, or a matrix', async () => {
    const harmonic = await complete(truth, { mask, method: 'harmonic' });
    const named = await complete(truth, { mask, method: { ...short, start: 'harmonic' } });
    const given = await complete(truth, { mask, method: { ...short, start: harmonic.matrix } });
    given.matrix.data.forEach((value, k) => {
      expect(value).toBeCloseTo(named.matrix.data[k] as number, 1);
    });
    const best = await complete(truth, { mask, method: { ...short, start: truth } });
    expect(measure(best.matrix, truth, mask).nmae).toBeLessThan(
      measure(named.matrix, truth, mask).nmae,
    );
  });

  test('a start is asked for missing entries only', async () => {
    const data = Array.from(truth.data, (value, k) => (mask.data[k] ? Number.NaN : value));
    const start = { data, rows, cols };
    const withHoles = await complete(truth, { mask, method: { ...short, start } });
    const whole = await complete(truth, { mask, method: { ...short, start: truth } });
    expect(withHoles.matrix).toEqual(whole.matrix);
  });

  test('validation does not see what is held, not even in a start', async () => {
    const data = Float64Array.from(truth.data, (value, k) => (mask.data[k] ? Number.NaN : value));
    const validated = async (start: Matrix) =>
      complete(truth, { mask, validation: { share: 0.2 }, method: { ...short, start } });
    const seen = await validated(truth);
    const unseen = await validated({ data, rows, cols });
    expect(seen.validation?.error).toBeGreaterThan(0.5);
    expect(seen.validation).toEqual({ ...unseen.validation, seconds: expect.any(Number) });
  });

  test('settings are tuned', async () => {
    const { validation } = await complete(truth, {
      mask,
      method: short,
      tune: { 'method.patch': [1, 6] },
    });
    expect(validation?.tried).toHaveLength(2);
  });

  test('completeBatch and threads: the same bits', async () => {
    const [item] = await completeBatch([truth], { mask, method: short, threads: 2 });
    const once = await complete(truth, { mask, method: short, threads: 1 });
    expect(item?.status === 'completed' && item.completion.matrix).toEqual(once.matrix);
  });

  test('progress tells how many steps there are', async () => {
    const heard: Progress[] = [];
    await complete(truth, {
      mask,
      method: { type: 'nonlocal', steps: 200 },
      onProgress: (progress) => heard.push(progress),
    });
    expect(heard.length).toBeGreaterThan(0);
    expect(heard[0]?.totalSteps).toBe(200);
  });

  test('a run ends when it is told to', async () => {
    const stop = new AbortController();
    const run = complete(truth, {
      mask,
      method: { type: 'nonlocal', steps: 1000 },
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(run).rejects.toThrow('enough');
  });

  test('matrices smaller than a patch', async () => {
    for (const input of [
      [[1, null, 3]],
      [[1], [null], [3]],
      [
        [1, 2],
        [null, 3],
      ],
    ]) {
      const { matrix } = await complete(input as (number | null)[][], { method: 'nonlocal' });
      expect(Array.from(matrix.data).every((value) => value >= 1 && value <= 3)).toBe(true);
    }
  });

  test('the command line reads a start from its file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lacuna-nonlocal-'));
    const file = async (name: string, text: string) => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    };
    const run = async (start: string) =>
      capture([
        ...['complete', await file('input.csv', '1,2,1\n2,NA,2\n1,2,1\n'), '--json'],
        ...['-o', join(folder, 'out.csv'), '--method', 'nonlocal'],
        ...['--set', 'method.steps=2', '--set', `method.start=${start}`],
      ]);
    try {
      const { status, err } = await run(await file('start.csv', '0,0,0\n0,1.5,0\n0,0,0\n'));
      expect(status, err).toBe(0);
      const wrong = await run('nowhere.csv');
      expect(wrong.status).not.toBe(0);
      expect(wrong.err).toContain('nowhere.csv');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('what nonlocal does not take', () => {
  const start = { data: new Float32Array(4), rows: 2, cols: 2 };
  const holed = { data: Array.from(truth.data, () => Number.NaN), rows, cols };
  test.each<[Record<string, unknown>, string]>([
    [{ patch: 0 }, 'Expected an integer in [1, 32] for method.patch but received 0'],
    [{ similar: 1 }, 'Expected an integer in [2, 512] for method.similar but received 1'],
    [{ noise: { from: 0 } }, 'Expected a number in (0, 10] for method.noise.from but received 0'],
    [
      { start: 'mean' },
      "Expected 'biharmonic', 'harmonic', 'telea' or a matrix for method.start but received \"mean\"",
    ],
    [{ start }, `Expected a ${rows}×${cols} matrix for method.start but received one of 2×2`],
    [{ levels: 0 }, 'Expected an integer in [1, 8] for method.levels but received 0'],
    [{ levels: 9 }, 'Expected an integer in [1, 8] for method.levels but received 9'],
    [
      { levels: 2, start: truth },
      'Expected 1 beside a start that is a matrix for method.levels but received 2',
    ],
    [{ start: holed }, 'Expected a finite float32 for method.start'],
  ])('%j', async (settings, message) => {
    const method = { type: 'nonlocal', ...settings } as Options['method'];
    await expect(complete(truth, { mask, method } as Options)).rejects.toThrow(message);
  });

  test('listed entries', async () => {
    const listed = { rows: 3, cols: 3, row: [0, 1], col: [1, 2], values: [1, 2] };
    await expect(completeSparse(listed, { method: 'nonlocal' })).rejects.toThrow(
      'Expected a method that sparse input can be given to for method but received "nonlocal"',
    );
  });
});
