import { describe, expect, test } from 'vitest';
import { complete, completePicture, type Options, randomMask } from '../../src/index.js';
import { optionsForReport, renderReport } from '../../src/report/index.js';
import { mask, matrix, shape } from './support.js';

const short: Options = { mask, stopping: { steps: 40 }, threads: 1 };

function headings(page: string): string[] {
  return [...page.matchAll(/<h[23][^>]*>(.*?)<\/h[23]>/g)].map(([, text]) => text as string);
}

describe('what a report asks for', () => {
  test('leaves the result as it is to the bit', async () => {
    const plain = await complete(matrix(), short);
    const read = await complete(matrix(), optionsForReport(short, matrix(), matrix()));
    expect(read.matrix).toEqual(plain.matrix);
    expect(read.loss).toEqual(plain.loss);
    const { singularValues, effectiveRank, nmae } = read.instruments ?? {};
    expect(singularValues?.steps.at(-1)).toBe(40);
    expect(effectiveRank?.steps).toHaveLength(21);
    expect(nmae?.values).toHaveLength(41);
    expect(read.snapshots?.map(({ step }) => step)).toEqual([
      ...[0, 1, 2, 3, 4, 6, 8, 12, 16, 20, 24, 28, 32, 36, 40],
    ]);
  });

  test('leaves what was asked for anyway, and a truth of one value, which errors are no share of', () => {
    const own: Options = {
      ...short,
      instruments: { effectiveRank: { every: 7 } },
      snapshots: { steps: [3] },
      traceEvery: 9,
    };
    const flat = { ...matrix(), data: new Float32Array(1200) };
    const asked = optionsForReport(own, matrix(), flat);
    expect(asked).toMatchObject(own);
    expect(asked.instruments).toHaveProperty('singularValues');
    expect(asked.instruments).not.toHaveProperty('nmae');
  });

  test('of large matrices are no more snapshots than are shown', () => {
    const large = { data: new Float32Array(2e6).fill(1), rows: 2000, cols: 1000 };
    expect(optionsForReport(short, large).snapshots?.steps).toEqual([0, 4, 12, 24, 40]);
  });

  test('of auto, of classical methods, and where methods are tuned, is nothing', () => {
    const left: Options[] = [
      {},
      { method: 'knn' },
      { method: { type: 'bias' } },
      { tune: { method: ['airnet', 'knn'] } },
    ];
    for (const options of left) {
      expect(optionsForReport(options, matrix())).toBe(options);
    }
  });
});

describe('the page of a run', () => {
  test('of auto tells of the models that were tried', async () => {
    const options: Options = { mask, effort: 'fast' };
    const input = matrix();
    const completion = await complete(input, options);
    const page = await renderReport({ name: 'a.csv', options, input, completion });
    expect(headings(page)).toContain('Choice of models');
    for (const { name } of completion.auto?.models ?? []) expect(page).toContain(`>${name}<`);
    expect(page).toContain('effort');
  });

  test('has no sections for what was not recorded', async () => {
    const completion = await complete(matrix(), { ...short, traceEvery: 0 });
    const page = await renderReport({ name: 'm', options: short, input: matrix(), completion });
    expect(headings(page)).toEqual(['Pictures', 'Summary']);
    expect(page).not.toMatch(/https?:|<script/);
  });

  test('shows the error at held entries over the steps where it is known', async () => {
    const options: Options = { ...short, validation: { share: 0.1 } };
    const completion = await complete(matrix(), options);
    const curve = { steps: [10, 20, 30], values: [3, 1, 2] };
    const validation = {
      seconds: 0,
      ...completion.validation,
      entries: 84,
      error: 1,
      steps: 20,
      curve,
    };
    const page = await renderReport({
      ...{ name: 'm', options, input: matrix() },
      completion: { ...completion, validation },
    });
    expect(headings(page)).toContain('Error at held entries');
    expect(page).toContain('Least: 1 at step 20. At the end: 2.');
  });

  test('tells of every setting which ones were given', async () => {
    const options: Options = { ...short, regularizers: [], scale: [0, 255] };
    const completion = await complete(matrix(), options);
    const page = await renderReport({ name: 'm', options, input: matrix(), completion });
    const rowOf = (name: string) =>
      new RegExp(`>${name}</th><td class="text">(.*?)</td>`).exec(page)?.[1];
    expect(rowOf('stopping.steps')).toBe('<span class="given"><code>40</code></span>');
    expect(rowOf('scale')).toBe('<span class="given"><code>[0,255]</code></span>');
    expect(rowOf('optimizer.learningRate')).toBe('<code>0.001</code>');
    expect(rowOf('mask')).toBeUndefined();
  });

  test.each([
    ['one row', [[1, null, 3, 4, 5]], ['L<sub>c</sub>, between columns']],
    [
      'one weight',
      [
        [1, 2],
        [null, 4],
      ],
      ['L<sub>r</sub>, between rows', 'L<sub>c</sub>, between columns'],
    ],
    [
      'one value',
      [
        [3, 3],
        [null, 3],
      ],
      [],
    ],
  ])('of a matrix of %s has the Laplacians that say something', async (_, input, expected) => {
    const options = optionsForReport({ stopping: { steps: 3 } }, input);
    const completion = await complete(input, options);
    const page = await renderReport({ name: 'm', options, input, completion });
    expect(headings(page).filter((title) => title.startsWith('L<sub>'))).toEqual(expected);
  });

  test('of a run that ends early shows how it ended', async () => {
    const stopping = { steps: 1000, tolerance: 0.5, window: 10, minSteps: 70 };
    const options = optionsForReport({ mask, stopping }, matrix());
    const completion = await complete(matrix(), options);
    expect(completion.stopReason).toBe('tolerance');
    const page = await renderReport({ name: 'm', options, input: matrix(), completion });
    const steps = [...page.matchAll(/<figcaption>step (\d+)</g)].map(([, step]) => Number(step));
    expect(steps.slice(0, 5)).toEqual([0, 5, 20, 50, completion.steps]);
    expect(steps).toHaveLength(15);
  });

  test('of a 240 × 240 picture is a few hundred kB', async () => {
    const size = { rows: 240, cols: 240 };
    // Smooth waves and grain, as a photograph has.
    const data = Float32Array.from({ length: 57600 }, (_, k) =>
      Math.round(120 + 80 * Math.sin(k / 7000) * Math.cos((k % 240) / 20) + ((k * 7919) % 23)),
    );
    const grey = { ...size, depth: 8 as const, channels: [data] };
    const options = optionsForReport(
      { mask: randomMask(size, 0.3, 1), stopping: { steps: 12 } },
      grey,
      grey,
    );
    const completion = await completePicture(grey, options);
    const page = await renderReport({ name: 'p', options, picture: grey, completion, truth: grey });
    expect(page.length).toBeLessThan(600_000);
    expect(headings(page)).toContain('L<sub>r</sub>, between rows');
  });

  test('of a large matrix shows means over blocks, and says so', async () => {
    const large = { rows: 1000, cols: 20 };
    const data = Float32Array.from({ length: 20000 }, (_, k) => (k % 3 ? k % 17 : Number.NaN));
    const options: Options = { method: 'bias' };
    const completion = await complete({ data, ...large }, options);
    const page = await renderReport({ name: 'l', options, input: { data, ...large }, completion });
    expect(page).toContain('each point is the mean over 3 × 1 entries');
    expect(page).toContain('width="20" height="334"');
  });

  test('refuses a truth of another shape', async () => {
    const completion = await complete(matrix(), short);
    const truth = { data: new Float32Array(6), rows: 2, cols: 3 };
    const run = { name: 'm', options: short, input: matrix(), completion, truth };
    await expect(renderReport(run)).rejects.toThrow(`Expected 2×3 entries`);
    expect(shape.rows).toBe(40);
  });
});
