import { describe, expect, test } from 'vitest';
import { complete, fitSparse, type Model, randomMask, fit as train } from '../../src/index.js';
import { listed } from '../sparse/support.js';
import { fitted, input, mask, narrow, noise, noisy, rmse, rowsOf, truth } from './support.js';

const model = await fitted();
const held = rowsOf(200, 2);
const heldMask = randomMask(held, 0.5, 8);
const given = noisy(held, noise, 9);
const missing = (k: number) => heldMask.data[k] === 0;

describe('fit', () => {
  test('the model is what complete finds, cut down to its directions', async () => {
    const { matrix, ...report } = await complete(input, { ...narrow, mask, keepObserved: false });
    const { left, right, offset, range } = model.factors;
    expect(model).toMatchObject({ rows: 80, cols: 24, rank: 4, lacuna: expect.any(String) });
    expect(model.report).toMatchObject({ method: 'dmf', steps: 1500, observed: report.observed });
    expect(model.report.loss).toEqual(report.loss);
    expect(model.parts).toMatchObject({ fidelity: 'mse-observed', regularizers: [] });
    const product = Float64Array.from(matrix.data, (_, k) => {
      const [i, j] = [Math.floor(k / 24), k % 24];
      let sum = 0;
      for (let l = 0; l < 4; l++) {
        sum += (left.data[i * 4 + l] as number) * (right.data[j * 4 + l] as number);
      }
      return offset + range * sum;
    });
    expect(rmse({ data: product }, matrix, () => true)).toBeLessThan(0.005 * range);
    expect(model.laplacians).toBeUndefined();
  });

  test('full widths and networks have a model too, with learned Laplacians when asked', async () => {
    const shallow = await train(input, { mask, laplacians: true, stopping: { steps: 20 } });
    expect(Object.keys(shallow.laplacians ?? {})).toEqual(['rows', 'cols']);
    const network = await train(input, { method: 'rdmf', mask, stopping: { steps: 20 } });
    expect(network.laplacians).toBeUndefined();
    for (const one of [shallow, network]) {
      expect(one.rank).toBeGreaterThanOrEqual(1);
      expect((await one.transform(given)).matrix.data.every(Number.isFinite)).toBe(true);
    }
  });

  test('equal values: new rows are that value', async () => {
    const flat = await train([
      [3, null],
      [null, 3],
    ]);
    const { matrix } = await flat.transform([[null, null]]);
    expect([...matrix.data]).toEqual([3, 3]);
  });

  test('given matrices are told by their shape', async () => {
    const laplacian = { data: new Float32Array(4), rows: 2, cols: 2 };
    const options = { regularizers: [{ type: 'dirichlet', over: 'rows', weight: 1, laplacian }] };
    const { parts } = await train(
      [
        [1, 2, null],
        [2, null, 3],
      ],
      {
        ...(options as object),
        stopping: { steps: 1 },
      },
    );
    expect(parts.regularizers).toMatchObject([{ laplacian: { rows: 2, cols: 2 } }]);
    const values = [[[1], [2]], [[1, 2, 3]]];
    const start = { type: 'given', values } as const;
    const chain = await train(
      [
        [1, 2, null],
        [2, null, 3],
      ],
      {
        representation: { widths: [1], start },
        regularizers: [],
        stopping: { steps: 1 },
      },
    );
    const shapes = [
      { rows: 2, cols: 1 },
      { rows: 1, cols: 3 },
    ];
    expect(chain.parts.representation).toMatchObject({ start: { values: shapes } });
  });
});

describe('transform', () => {
  test('held-out rows are recovered to near the noise', async () => {
    const { matrix, observed, left } = await model.transform(given, { mask: heldMask });
    expect(rmse(matrix, held, missing)).toBeLessThan(1.5 * noise);
    expect(observed).toBe(heldMask.data.filter(Boolean).length);
    expect([left.rows, left.cols]).toEqual([200, model.rank]);
    matrix.data.forEach((value, k) => {
      if (!missing(k)) expect(value).toBe(given.data[k]);
    });
  });

  test('a training row comes out as it was completed', async () => {
    const options = { ...narrow, mask, keepObserved: false };
    const { matrix } = await complete(input, options);
    const again = await model.transform(input, { mask, keepObserved: false });
    expect(rmse(again.matrix, matrix, () => true)).toBeLessThan(0.5 * noise);
    expect(rmse(again.matrix, truth, () => true)).toBeLessThan(1.5 * noise);
  });

  test('least squares and given weights work too; a large weight gives the mean row', async () => {
    const squares = await model.transform(given, { mask: heldMask, method: 'least-squares' });
    expect(squares.lambda).toBe(model.lambda['least-squares']);
    expect(rmse(squares.matrix, held, missing)).toBeLessThan(2 * noise);
    const options = { lambda: 1e12, keepObserved: false };
    const far = await model.transform(given, options);
    const empty = await model.transform([Array(24).fill(null)], options);
    const first = far.matrix.data.subarray(0, 24);
    first.forEach((value, j) => {
      expect(value).toBeCloseTo(empty.matrix.data[j] as number, 4);
    });
    expect(far.lambda).toBe(1e12);
  });

  test('a row has the same bits alone, and on any number of threads', async () => {
    const [one, more] = await Promise.all(
      [1, 3].map((threads) => model.transform(given, { mask: heldMask, threads })),
    );
    expect(more?.matrix).toEqual(one?.matrix);
    const at = 24 * 17;
    const row = { data: given.data.slice(at, at + 24), rows: 1, cols: 24 };
    const alone = await model.transform(row, { mask: heldMask.data.slice(at, at + 24) });
    expect(alone.matrix.data).toEqual(one?.matrix.data.slice(at, at + 24));
  });

  test('rows without any entry get the mean; bounds clip', async () => {
    const nothing = Array.from({ length: 2 }, () => Array<null>(24).fill(null));
    const { matrix, observed } = await model.transform(nothing, { bounds: [4.9, 5.1] });
    expect(observed).toBe(0);
    expect(matrix.data.every((value) => value >= 4.9 && value <= 5.1)).toBe(true);
    expect(matrix.data.slice(0, 24)).toEqual(matrix.data.slice(24));
  });

  test('bounds and keepObserved of the fit go on', async () => {
    const bounded = await fitted({ bounds: [4.9, 5.1], keepObserved: false });
    const { matrix } = await bounded.transform(given, { mask: heldMask });
    expect(matrix.data.every((value) => value >= 4.9 && value <= 5.1)).toBe(true);
    const kept = await bounded.transform(given, { mask: heldMask, keepObserved: true });
    expect(kept.matrix.data[heldMask.data.indexOf(1)]).toBe(given.data[heldMask.data.indexOf(1)]);
  });

  test('nothing that is passed is modified; an abort rejects with its reason', async () => {
    const before = given.data.slice();
    const controller = new AbortController();
    const running = model.transform(given, { mask: heldMask, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(given.data).toEqual(before);
    const aborted = { signal: AbortSignal.abort(new Error('before')) };
    await expect(model.transform(given, aborted)).rejects.toThrow('before');
  });

  test.each<[unknown, unknown, string]>([
    [[[1, 2]], {}, 'Expected rows of 24 columns, as in the model, for input but received 2'],
    [[], {}, 'Expected an array of rows with at least one entry for input'],
    [given, { lambda: 0 }, "Expected a number > 0 or 'auto' for lambda but received 0"],
    [given, { lambda: Number.NaN }, "Expected a number > 0 or 'auto' for lambda"],
    [given, { method: 'ridge' }, 'for method but received "ridge"'],
    [given, { clip: true }, 'Unknown option "clip"'],
    [given, { bounds: [1, 0] }, 'for bounds'],
    [given, { mask: [[1]] }, 'Expected 200×24 entries for mask but received 1×1'],
    [[Array(24).fill(1e300)], {}, "Expected a value within float32 in training's scale for input"],
  ])('refusal %#', async (rows, options, message) => {
    await expect(model.transform(rows as never, options as never)).rejects.toThrow(message);
  });
});

describe('sparse', () => {
  let sparse: Model;

  test('fitSparse on the same entries predicts the same rows', async () => {
    const { representation } = narrow;
    const { keepObserved: _, ...options } = { ...narrow, keepObserved: undefined };
    sparse = await fitSparse(listed(input, mask.data), {
      ...(options as object),
      representation: representation as never,
    });
    const { matrix } = await sparse.transform(given, { mask: heldMask });
    expect(rmse(matrix, held, missing)).toBeLessThan(1.5 * noise);
  });

  test('transformSparse predicts what transform does', async () => {
    const options = { mask: heldMask, keepObserved: false };
    const dense = await model.transform(given, options);
    const rows = await model.transformSparse(listed(given, heldMask.data));
    expect(rows).toMatchObject({ rows: 200, cols: 24, observed: dense.observed });
    expect(rows.factors.left).toEqual(dense.left);
    expect(rmse(rows.toMatrix(), dense.matrix, () => true)).toBeLessThan(1e-6);
    expect(rows.predict(17, 5)).toBeCloseTo(dense.matrix.data[17 * 24 + 5] as number, 5);
  });

  test('refusals', async () => {
    const entry = { rows: 3, cols: 24, row: [0], col: [1], values: [5] };
    const { predict } = await model.transformSparse({ ...entry });
    expect(predict(2, 2)).toBeCloseTo(predict(1, 2), 12);
    await expect(model.transformSparse({ ...entry, cols: 23 })).rejects.toThrow(
      'Expected rows of 24 columns, as in the model, for input but received 23',
    );
    await expect(model.transformSparse({ ...entry, values: [1e300] })).rejects.toThrow('float32');
    await expect(model.transformSparse(entry, { mask: [1] } as never)).rejects.toThrow(
      'Unknown option "mask"',
    );
  });
});
