import { describe, expect, test } from 'vitest';
import {
  type AutoReport,
  complete,
  completeBatch,
  completePicture,
  type Matrix,
  measure,
  type Progress,
  randomMask,
  fit as train,
} from '../../src/index.js';
import { noisyProduct, product, rings, walks } from './support.js';

const picture = rings(36, 32);
const holes = randomMask(picture, 0.3, 5);
/** As soon as may be; with one thread, as the pictures are tiny. */
const fast = { effort: 'fast', threads: 1 } as const;
const table = product(60, 50, 3);
const missing = randomMask(table, 0.4, 6);
const series = walks(40, 60);
const gaps = randomMask(series, 0.3, 7);

describe('method auto', () => {
  test('is the default, and says what it chose', async () => {
    const { method, auto } = await complete(picture, { mask: holes, ...fast });
    expect(method).toBe('auto');
    const { models, estimate, reasons, effort } = auto as AutoReport;
    expect(effort).toBe('fast');
    expect(models.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(models.every(({ failure }) => failure === undefined)).toBe(true);
    expect(estimate?.mae).toBeGreaterThan(0);
    expect(reasons.join(' ')).toMatch(/data on a grid.* models were judged by .* Taken: \d+ % /);
  });

  test('says why it computes on the CPU where the device was left open', async () => {
    const open = await complete(picture, { mask: holes, ...fast });
    expect(open.device).toBe('cpu');
    expect(open.deviceReason).toMatch(/\w.*\.$/);
    const asked = await complete(picture, { mask: holes, ...fast, device: 'cpu' });
    expect(asked.deviceReason).toBeUndefined();
  });

  test('on a picture it is better than the surfaces that it begins with', async () => {
    const nmae = async (options: object) => {
      const { matrix } = await complete(picture, { mask: holes, ...options });
      return measure(matrix, picture, holes).nmae;
    };
    const chosen = await nmae(fast);
    expect(chosen).toBeLessThan(0.8 * (await nmae({ method: 'harmonic' })));
    expect(chosen).toBeLessThan(0.8 * (await nmae({ method: 'biharmonic' })));
  });

  test('a table of low rank is recovered by a method of low rank', async () => {
    const { matrix, auto } = await complete(table, { mask: missing, ...fast });
    expect(measure(matrix, table, missing).nmae).toBeLessThan(2e-3);
    const lead = auto?.models.reduce((best, one) => (one.weight > best.weight ? one : best));
    expect([lead?.name, lead?.weight]).toEqual(['gauss-newton, rank 20 at most', 1]);
    expect(auto?.reasons.at(-2)).toMatch(/^One model explains all/);
  });

  test('of series, each in a row, it looks along the rows', async () => {
    const { matrix, auto } = await complete(series, { mask: gaps, ...fast });
    const nmae = async (options: object) =>
      measure((await complete(series, { mask: gaps, ...options })).matrix, series, gaps).nmae;
    const error = measure(matrix, series, gaps).nmae;
    expect(error).toBeLessThan(0.7 * (await nmae({ method: 'harmonic' })));
    expect(error).toBeLessThan(
      1.05 * (await nmae({ method: { type: 'harmonic', colWeight: 0.001 } })),
    );
    expect(auto?.models.filter(({ weight }) => weight > 0).map(({ name }) => name)).toContainEqual(
      expect.stringMatching(/ along rows$/),
    );
  });

  test('few columns have weights of their own, those of a square table, a grid or grades have not', async () => {
    const takenOf = async (matrix: Matrix) => {
      const mask = randomMask(matrix, 0.2, 1);
      return (await complete(matrix, { mask, ...fast })).auto?.reasons.at(-1);
    };
    expect(await takenOf(noisyProduct(60, 8, 2, 0.5))).toMatch(
      /^Taken, each column with weights of its own, on average: /,
    );
    expect(await takenOf(noisyProduct(24, 20, 2, 0.5))).toMatch(/^Taken: /);
    expect(await takenOf(rings(60, 20))).toMatch(/^Taken: /);
    const { data, ...shape } = noisyProduct(60, 8, 2, 0.5);
    const grades = Float64Array.from(data, (value) => Math.sign(value));
    expect(await takenOf({ ...shape, data: grades })).toMatch(/^Taken: /);
  });

  test('a function that is a sum of products is found exactly though its neighbours are alike', async () => {
    const data = Float64Array.from({ length: 3000 }, (_, k) => {
      const [i, j] = [Math.floor(k / 50), k % 50];
      return Math.sin(i / 9) * Math.cos(j / 7) + Math.exp(-i / 30) * (j / 50) ** 2;
    });
    const surface = { data, rows: 60, cols: 50 };
    const mask = randomMask(surface, 0.4, 1);
    const { matrix, auto } = await complete(surface, { mask, ...fast });
    expect(auto?.reasons[0]).toMatch(/data on a grid\.$/);
    expect(measure(matrix, surface, mask).nmae).toBeLessThan(1e-6);
    const { matrix: smooth } = await complete(surface, { mask, method: 'biharmonic' });
    expect(measure(smooth, surface, mask).nmae).toBeGreaterThan(1e-5);
  });

  test('a table of low rank with noise is recovered by priors and concave penalties', async () => {
    const noisy = noisyProduct(60, 50, 3, 0.5);
    const { matrix, auto } = await complete(noisy, { mask: missing, ...fast });
    const { matrix: alone } = await complete(noisy, { mask: missing, method: 'lmafit' });
    const error = measure(matrix, noisy, missing).nmae;
    expect(error).toBeLessThan(measure(alone, noisy, missing).nmae);
    const shared = auto?.models.filter(({ name }) => /^(bpmf|irnn|isvta)/.test(name));
    expect(shared?.reduce((sum, { weight }) => sum + weight, 0)).toBeGreaterThan(0.5);
  });

  test('its estimate is about the error', async () => {
    const { matrix, auto } = await complete(picture, { mask: holes, ...fast });
    const { mae } = measure(matrix, picture, holes);
    const ratio = (auto?.estimate?.mae ?? Number.NaN) / mae;
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  test('one seed gives one result, for any number of threads', async () => {
    const run = (threads: number, seed = 1) =>
      complete(picture, { mask: holes, effort: 'fast', threads, seed });
    const [one, two] = [await run(1), await run(2)];
    expect(two.matrix).toEqual(one.matrix);
    expect(two.auto).toEqual(one.auto);
  });

  test('observed entries are as given, or the model’s', async () => {
    const kept = await complete(picture, { mask: holes, ...fast });
    const own = await complete(picture, { mask: holes, ...fast, keepObserved: false });
    for (let k = 0; k < picture.data.length; k++) {
      if (holes.data[k]) expect(kept.matrix.data[k]).toBe(picture.data[k]);
      else expect(own.matrix.data[k]).toBe(kept.matrix.data[k]);
    }
  });

  test('bounds hold', async () => {
    const bounds = [100, 150] as const;
    const { matrix } = await complete(picture, {
      mask: holes,
      ...fast,
      bounds: [...bounds],
    });
    matrix.data.forEach((value, k) => {
      if (holes.data[k]) return;
      expect(value).toBeGreaterThanOrEqual(bounds[0]);
      expect(value).toBeLessThanOrEqual(bounds[1]);
    });
  });

  test('a single observed entry, one line, and equal values', async () => {
    const lone = await complete([[Number.NaN, 4, Number.NaN]]);
    expect(Array.from(lone.matrix.data)).toEqual([4, 4, 4]);
    expect(lone.stopReason).toBe('constant');
    const line = await complete([[1, Number.NaN, 3]], fast);
    expect(line.matrix.data[1]).toBeGreaterThanOrEqual(1);
    expect(line.matrix.data[1]).toBeLessThanOrEqual(3);
  });

  test('progress only grows, and ends', async () => {
    const seen: Progress[] = [];
    await complete(table, { mask: missing, ...fast, onProgress: (one) => seen.push(one) });
    const steps = seen.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(seen.every(({ step, totalSteps }) => step <= totalSteps)).toBe(true);
  });

  test('can be aborted', async () => {
    const stop = new AbortController();
    const run = complete(rings(200, 200), {
      mask: randomMask({ rows: 200, cols: 200 }, 0.5, 1),
      effort: 'best',
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(new Error('enough')), 50);
    await expect(run).rejects.toThrow('enough');
  });

  test('each channel of a picture, and each item of a batch, has its own choice', async () => {
    const data = Float32Array.from(picture.data);
    const { rows, cols } = picture;
    const colour = { rows, cols, channels: [data, data.map((v) => 255 - v), data], depth: 'uchar' };
    const options = { mask: holes, ...fast };
    const { channels, method } = await completePicture(colour as never, options);
    expect(method).toBe('auto');
    expect(channels.map(({ auto }) => auto?.models.length)).toHaveLength(3);
    const items = [
      { input: picture, options },
      { input: table, options: { mask: missing } },
    ];
    const results = await completeBatch(items, fast);
    const kinds = results.map(
      (one) => one.status === 'completed' && one.completion.auto?.reasons[0],
    );
    expect(kinds[0]).toContain('data on a grid');
    expect(kinds[1]).toContain('says nothing');
  });

  test('what says how one model is trained stands beside airnet, the default there', async () => {
    const { method } = await complete(table, { mask: missing, stopping: { steps: 2 } });
    expect(method).toBe('airnet');
    await expect(
      complete(table, { mask: missing, method: 'auto', stopping: { steps: 2 } }),
    ).rejects.toThrow(
      'Expected nothing beside method auto, which decides it, for stopping but received',
    );
    await expect(
      complete(table, { mask: missing, method: 'mean', effort: 'best' }),
    ).rejects.toThrow('Expected method auto beside effort for method but received "mean"');
    await expect(train(table, { mask: missing, method: 'auto' as never })).rejects.toThrow('auto');
  });
});
