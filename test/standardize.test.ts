import { describe, expect, test } from 'vitest';
import {
  complete,
  completeBatch,
  completePicture,
  type Matrix,
  type Options,
  randomMask,
} from '../src/index.js';
import { uniform } from '../src/random.js';
import { product } from './auto/support.js';

const table = product(40, 9, 2);
const mask = randomMask(table, 0.2, 4);
const { rows, cols } = table;
const unit = (j: number) => 10 ** (j - 4);
const zero = (j: number) => 3 * unit(j) * (j % 3);

/** The same table with another unit and another zero in each column. */
const units: Matrix = {
  rows,
  cols,
  data: table.data.map((x, k) => zero(k % cols) + unit(k % cols) * x),
};

function transposed({ data, rows, cols }: Matrix): Matrix {
  const turned = Float64Array.from(
    data,
    (_, k) => data[(k % rows) * cols + Math.floor(k / rows)] as number,
  );
  return { data: turned, rows: cols, cols: rows };
}

/** Greatest difference, in units of the columns. */
function apart(one: Matrix, other: Matrix): number {
  let most = 0;
  one.data.forEach((x, k) => {
    const difference = Math.abs(x - (other.data[k] as number)) / unit(k % cols);
    if (!(difference <= most)) most = difference;
  });
  return most;
}

const methods: Readonly<Record<string, Options>> = {
  bpmf: { method: { type: 'bpmf', rank: 3 } },
  knn: { method: { type: 'knn', k: 3 } },
  'soft-impute': { method: 'soft-impute', validation: {} },
  dmf: { method: 'dmf', stopping: { steps: 150 } },
  'held entries': { method: 'dmf', validation: { every: 50 }, stopping: { steps: 300 } },
};

describe('standardize', () => {
  test.each(Object.entries(methods))(
    '%s: neither the unit nor the zero of a column plays a part',
    async (_, options) => {
      const run = (input: Matrix, scale?: Options['scale']) =>
        complete(input, { ...options, mask, standardize: 'cols', scale, seed: 2 });
      const plain = await run(table);
      const other = await run(units);
      const back = {
        ...table,
        data: table.data.map(
          (_, k) => zero(k % cols) + unit(k % cols) * (plain.matrix.data[k] as number),
        ),
      };
      expect(apart(other.matrix, back)).toBeLessThan(2e-3);
      expect(other.steps).toBe(plain.steps);
      const raw = await complete(units, { ...options, mask, seed: 2 });
      expect(apart(raw.matrix, units)).toBeGreaterThan(2 * apart(other.matrix, units));
    },
  );

  test('rows are what columns are of the transpose', async () => {
    const method = { type: 'soft-impute', lambda: 0.5 } as const;
    const turnedMask = transposed({ ...mask, data: Float64Array.from(mask.data) });
    const [one, two] = await Promise.all([
      complete(units, { method, mask, standardize: 'cols' }),
      complete(transposed(units), { method, mask: turnedMask, standardize: 'rows' }),
    ]);
    expect(apart(transposed(two.matrix), one.matrix)).toBeLessThan(1e-3);
  });

  test('the mean method gives the mean of each column', async () => {
    const input = [
      [1, 100, 7],
      [3, null, 7],
      [null, 300, null],
    ];
    const { matrix } = await complete(input, { method: 'mean', standardize: 'cols' });
    expect(Array.from(matrix.data)).toEqual([1, 100, 7, 3, 200, 7, 2, 300, 7]);
  });

  test('a column of equal values keeps them, one without any has the mean of all', async () => {
    const input = [
      [0.1, 4, null],
      [0.1, 6, null],
      [null, 5.6, null],
      [0.1, null, null],
    ];
    const { matrix } = await complete(input, {
      method: { type: 'knn', k: 1 },
      standardize: 'cols',
    });
    expect(matrix.data[6]).toBeCloseTo(0.1, 12);
    expect(matrix.data[11]).toBeGreaterThan(0.1);
    expect(matrix.data[11]).toBeLessThan(6);
    const constant = await complete(
      [
        [1, 5],
        [1, null],
      ],
      { method: 'svd', standardize: 'cols' },
    );
    expect(Array.from(constant.matrix.data)).toEqual([1, 5, 1, 5]);
    expect(constant.stopReason).toBe('constant');
  });

  test('observed entries are as given, or the model’s; bounds are in the units of the input', async () => {
    const options = { method: { type: 'lmafit', rank: 2 }, mask, standardize: 'cols' } as const;
    const kept = await complete(units, options);
    const own = await complete(units, { ...options, keepObserved: false });
    const clipped = await complete(units, { ...options, bounds: [-1, 2] });
    units.data.forEach((value, k) => {
      const completed = kept.matrix.data[k] as number;
      if (mask.data[k]) expect(completed).toBe(value);
      else {
        expect(own.matrix.data[k]).toBe(completed);
        expect(clipped.matrix.data[k]).toBe(Math.min(2, Math.max(-1, completed)));
      }
    });
    expect(own.matrix.data).not.toEqual(kept.matrix.data);
    const single = await complete({ ...units, data: Float32Array.from(units.data) }, options);
    expect(single.matrix.data).toBeInstanceOf(Float32Array);
  });

  test('deviations, snapshots and the truth that is measured against', async () => {
    const sampled = {
      method: { type: 'bpmf', rank: 3 },
      mask,
      standardize: 'cols',
      seed: 3,
    } as const;
    const [plain, other] = [await complete(table, sampled), await complete(units, sampled)];
    const ratios = other.deviations?.data.map(
      (value, k) => value / (unit(k % cols) * (plain.deviations?.data[k] as number)),
    );
    expect(Math.max(...(ratios ?? []))).toBeLessThan(1.01);
    expect(Math.min(...(ratios ?? []))).toBeGreaterThan(0.99);

    const watched = (truth: Matrix) =>
      complete(truth, {
        method: 'dmf',
        mask,
        standardize: 'cols',
        stopping: { steps: 40 },
        snapshots: { steps: [20, 40] },
        instruments: { nmae: { every: 20, truth } },
      });
    const { matrix, snapshots, instruments } = await watched(units);
    expect(snapshots?.at(-1)?.matrix).toEqual(matrix);
    expect(snapshots?.[0]?.matrix).not.toEqual(matrix);
    const first = mask.data.indexOf(1);
    expect(snapshots?.[0]?.matrix.data[first]).toBe(units.data[first]);
    const errors = instruments?.nmae?.values ?? [];
    expect(errors).toHaveLength(3);
    const same = (await watched(table)).instruments?.nmae?.values ?? [];
    errors.forEach((error, at) => {
      expect(error).toBeCloseTo(same[at] as number, 4);
    });
  });

  test('in a batch, and for pictures, where it is off unless it is asked for', async () => {
    const options = { method: 'mean', mask } as const;
    const [alone, batch] = [
      await complete(units, { ...options, standardize: 'cols' }),
      await completeBatch([{ input: units, options: { standardize: 'cols' } }], options),
    ];
    expect(batch[0]).toMatchObject({ completion: { matrix: alone.matrix } });
    const data = Float32Array.from(table.data, (_, k) => Math.floor(255 * uniform(7, k)));
    const picture = { rows, cols, channels: [data], depth: 'uchar' } as never;
    const of = async (more: Options) =>
      (await completePicture(picture, { method: 'mean', mask, ...more })).picture.channels[0];
    expect(await of({ standardize: 'cols' })).not.toEqual(await of({}));
    expect(await of({ standardize: false })).toEqual(await of({}));
  });

  test('says what does not go together', async () => {
    const refused = (options: Options, what: string) =>
      expect(complete(units, { mask, ...options })).rejects.toThrow(what);
    await refused(
      { method: 'dmf', standardize: 'cols', scale: [0, 1] },
      "Expected 'observed' or 'none' beside standardize for scale but received [0, 1]",
    );
    await refused(
      { method: 'dmf-fan', standardize: 'cols', parameters: true },
      'Expected false beside standardize for parameters but received true',
    );
    await refused(
      { standardize: 'columns' as never },
      "Expected 'rows', 'cols' or false for standardize but received \"columns\"",
    );
    await expect(
      complete(
        [
          [1e200, 1],
          [-1e200, 2],
          [null, 3],
        ],
        { method: 'mean', standardize: 'cols' },
      ),
    ).rejects.toThrow('Expected cols with a finite standard deviation for input');
  });
});
