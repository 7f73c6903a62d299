import { describe, expect, test } from 'vitest';
import { completeSparse, type SparseOptions } from '../../src/index.js';
import { estimateBytes, estimateSparseBytes } from '../../src/memory.js';
import { parseOptions, parseSparseOptions } from '../../src/options/parse.js';
import { sparseParts } from '../../src/sparse/parts.js';
import { nativeSpec } from '../../src/spec.js';

const shape = { rows: 2000, cols: 1500 };
const observed = (shape.rows * shape.cols) / 100;

function estimate(options: SparseOptions, entries = observed): number {
  const parsed = parseSparseOptions(options);
  return estimateSparseBytes(
    nativeSpec(sparseParts(parsed, shape), parsed, { ...shape, range: 1 }),
    entries,
  );
}

/** One entry in a hundred, spread evenly: every row and column has some. */
function spread() {
  const places = Array.from({ length: observed }, (_, e) => ({
    row: e % shape.rows,
    col: (e * 7 + Math.floor(e / shape.rows)) % shape.cols,
  }));
  const value = (row: number, col: number) => Math.sin(row / 300) * Math.cos(col / 200);
  return {
    ...shape,
    row: places.map(({ row }) => row),
    col: places.map(({ col }) => col),
    values: places.map(({ row, col }) => value(row, col)),
  };
}

describe('memory', () => {
  const dmf: SparseOptions = { method: 'dmf' };

  test('a large matrix with 1 % observed takes a fraction of the matrix, and trains', async () => {
    const matrix = shape.rows * shape.cols * Float64Array.BYTES_PER_ELEMENT;
    expect(estimate(dmf)).toBeLessThan(0.4 * matrix);
    const dense = parseOptions({ method: 'dmf', representation: { widths: [32, 32] } });
    expect(estimate(dmf)).toBeLessThan(estimateBytes(shape, dense) / 5);

    const before = process.memoryUsage().arrayBuffers;
    const result = await completeSparse(spread(), { ...dmf, stopping: { steps: 300 } });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(0.4 * matrix);
    expect(result.loss.total).toBeLessThan(0.5 * (result.trace[0]?.loss.total ?? 0));
    expect(Number.isFinite(result.predict(1999, 1499))).toBe(true);
  });

  test('the estimate grows with entries, widths and Laplacians', () => {
    expect(estimate(dmf, 2 * observed)).toBeGreaterThan(estimate(dmf) + 30 * observed);
    expect(estimate({ ...dmf, representation: { widths: [64] } })).toBeGreaterThan(
      estimate({ ...dmf, representation: { widths: [32] } }),
    );
    // The free parameters of both Laplacians with two moments each.
    expect(estimate({ method: 'airnet' })).toBeGreaterThan(
      estimate(dmf) + 12 * (2000 ** 2 + 1500 ** 2),
    );
  });

  test('what does not fit is refused before anything as long as the matrix is made', async () => {
    const far = { rows: 4e9, cols: 4e9, row: [0, 1], col: [0, 1], values: [1, 2] };
    for (const method of ['airnet', 'dmf', 'auto'] as const) {
      await expect(completeSparse(far, { method })).rejects.toMatchObject({
        code: 'LACUNA_OUT_OF_MEMORY',
        message: expect.stringMatching(
          /^Expected a problem that fits in memory but completing a 4000000000×4000000000 matrix with 2 observed entries would take \d+ GB and \S+ GB is available$/,
        ),
      });
    }
  });
});
