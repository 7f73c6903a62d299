import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decodeTensors, encodeTensors } from '../../src/formats/safetensors.js';
import { load, type Matrix, randomMask, fit as train } from '../../src/index.js';
import { listed } from '../sparse/support.js';
import { fitted, mask, narrow, noise, noisy, rmse, rowsOf, truth } from './support.js';

const cols = 24;
const unit = (j: number) => 10 ** ((j % 7) - 3);

/** Another unit and another zero in each column. */
const inUnits = ({ data, rows }: Matrix): Matrix => ({
  data: data.map((x, k) => unit(k % cols) * (x + 50 * (k % 3))),
  rows,
  cols,
});
const plain = ({ data, rows }: Matrix): Matrix => ({
  data: Float64Array.from(data, (x, k) => x / unit(k % cols) - 50 * (k % 3)),
  rows,
  cols,
});

const input = inUnits(noisy(truth, noise));
const model = await train(input, { ...narrow, mask, standardize: 'cols' });
const held = rowsOf(100, 2);
const heldMask = randomMask(held, 0.4, 8);
const given = inUnits(noisy(held, noise, 9));
const missing = (k: number) => heldMask.data[k] === 0;

describe('fit with standardize', () => {
  test('new rows are completed as well as where all columns have one unit', async () => {
    const { matrix } = await model.transform(given, { mask: heldMask });
    const alike = await fitted({ standardize: 'cols' });
    const same = await alike.transform(noisy(held, noise, 9), { mask: heldMask });
    const error = rmse(plain(matrix), held, missing);
    expect(error).toBeLessThan(1.05 * rmse(same.matrix, held, missing));
    const raw = await train(input, { ...narrow, mask });
    const { matrix: poor } = await raw.transform(given, { mask: heldMask });
    expect(error).toBeLessThan(0.2 * rmse(plain(poor), held, missing));
    for (let k = 0; k < given.data.length; k++) {
      if (!missing(k)) expect(matrix.data[k]).toBe(given.data[k]);
    }
  });

  test('tells the numbers that columns went through', () => {
    const { lines, means, deviations } = model.standardization ?? {};
    expect(lines).toBe('cols');
    expect(means).toHaveLength(cols);
    expect((deviations?.[6] as number) / (deviations?.[0] as number)).toBeGreaterThan(1e5);
    expect(model.factors.offset).toBeLessThan(0);
  });

  test('listed rows come out as whole ones do', async () => {
    const { matrix } = await model.transform(given, { mask: heldMask, keepObserved: false });
    const sparse = await model.transformSparse(listed(given, heldMask.data));
    expect(rmse(plain(sparse.toMatrix()), plain(matrix), () => true)).toBeLessThan(1e-4);
    const { left, right, offset, range } = sparse.factors;
    let first = 0;
    for (let k = 0; k < left.cols; k++) first += (left.data[k] ?? 0) * (right.data[k] ?? 0);
    expect(sparse.predict(0, 0)).toBe(offset + range * first);
  });

  test('bounds are in the units of the input', async () => {
    const bounded = await train(input, {
      ...narrow,
      mask,
      standardize: 'cols',
      bounds: [0, 10],
    });
    const { matrix } = await bounded.transform(given, { mask: heldMask });
    matrix.data.forEach((value, k) => {
      if (!missing(k)) return;
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(10);
    });
  });

  test('a file keeps the numbers, and says that older versions cannot read it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'lacuna-model-'));
    try {
      const path = join(folder, 'm.safetensors');
      await model.save(path);
      const again = await load(path);
      expect(again.standardization).toEqual(model.standardization);
      const [before, after] = [await model.transform(given), await again.transform(given)];
      expect(after.matrix).toEqual(before.matrix);

      const file = decodeTensors(await readFile(path), 'm');
      expect(file.metadata.format_version).toBe('2');
      const short = { lines: 'cols', means: [1], deviations: [1] };
      const metadata = { ...file.metadata, standardization: JSON.stringify(short) };
      await writeFile(path, encodeTensors({ ...file, metadata }));
      await expect(load(path)).rejects.toThrow('Expected a standardization of 24 columns in');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('rows of their own are refused, as new rows have none', async () => {
    await expect(train(input, { ...narrow, standardize: 'rows' as never })).rejects.toThrow(
      'Expected \'cols\' or false for standardize but received "rows"',
    );
  });
});
