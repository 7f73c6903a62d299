import { totalmem } from 'node:os';
import { describe, expect, test } from 'vitest';
import { availableBytes, requireMemory } from '../src/available-memory.js';
import { estimateBytes } from '../src/memory.js';
import { parseOptions } from '../src/options/parse.js';
import type { Options } from '../src/options/schema.js';

describe('memory', () => {
  test('some is available, and no more than there is', () => {
    expect(availableBytes()).toBeGreaterThan(0);
    expect(availableBytes()).toBeLessThanOrEqual(totalmem());
  });

  test('what fits passes', () => {
    expect(() => requireMemory(1000, 'a 2×2 matrix')).not.toThrow();
  });

  test('what does not fit is told with its size', () => {
    expect(() => requireMemory(51.24e15, 'a 20000×20000 matrix')).toThrow(
      expect.objectContaining({
        code: 'LACUNA_OUT_OF_MEMORY',
        message: expect.stringMatching(
          /^Expected a problem that fits in memory but completing a 20000×20000 matrix would take 51240000 GB and \S+ GB is available$/,
        ),
      }),
    );
  });

  test('the estimate grows with the matrix and with the factors', () => {
    const estimate = (side: number, depth: number) =>
      estimateBytes(
        { rows: side, cols: side },
        parseOptions({ representation: { depth }, regularizers: [] }),
      );
    expect(estimate(8, 3)).toBeLessThan(50e6);
    expect(estimate(2000, 3)).toBeGreaterThan(estimate(1000, 3));
    expect(estimate(2000, 4)).toBeGreaterThan(estimate(2000, 3));
    // Three factors with gradient and two moments each, and X, are 13 matrices of 1.6 GB.
    expect(estimate(20_000, 3)).toBeGreaterThan(13 * 1.6e9);
    expect(estimate(20_000, 3)).toBeLessThan(200e9);
  });

  test('graphs count: their weights, their Laplacians, and the copies of these', () => {
    const estimate = (regularizers: Options['regularizers']) =>
      estimateBytes({ rows: 1000, cols: 5 }, parseOptions({ regularizers }));
    const graph = { type: 'dirichlet', weight: 1, fromData: { neighbours: 2 } } as const;
    const more = estimate([{ ...graph, over: 'rows' }]) - estimate([]);
    expect(more).toBeGreaterThanOrEqual(20e6);
    expect(more).toBeLessThan(25e6);
  });

  test('Laplacians over blocks count: V, its moments, and the matrices that a step works in', () => {
    const estimate = (regularizers: Options['regularizers']) =>
      estimateBytes({ rows: 400, cols: 400 }, parseOptions({ regularizers }));
    // 2,500 blocks: a matrix of 25 MB for each.
    const over = { blocks: { height: 8, width: 8 }, relate: 'blocks' } as const;
    const more = estimate([{ type: 'adaptive-laplacian', over, weight: 1 }]) - estimate([]);
    expect(more).toBeGreaterThanOrEqual(7 * 25e6);
    expect(more).toBeLessThan(9 * 25e6);
    const graph = { type: 'dirichlet', over, weight: 1, fromData: { neighbours: 2 } } as const;
    expect(estimate([graph]) - estimate([])).toBeGreaterThanOrEqual(25e6);
  });

  test('biases count, and widths that overflow 64 bits are still too much', () => {
    const estimate = (representation: Options['representation']) =>
      estimateBytes({ rows: 1000, cols: 500 }, parseOptions({ representation, regularizers: [] }));
    const type = 'activated-network';
    // Three biases with their moments: 6 matrices of 1 MB and 3 of 2 MB, and gradients share what is there.
    const more = estimate({ type, biases: true }) - estimate({ type });
    expect(more).toBeGreaterThanOrEqual(6 * 1e6 + 3 * 2e6);
    const most = 2 ** 32 - 1;
    expect(estimate({ type, biases: true, widths: [most, most, most] })).toBeGreaterThan(1e20);
  });
});
