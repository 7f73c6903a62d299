import { describe, expect, test } from 'vitest';
import { complete, type Options, randomMask } from '../../src/index.js';
import { errorOf, lowRank } from './support.js';

const truth = lowRank(60, 50, 3);
const mask = randomMask(truth, 0.4, 1);

describe('mss', () => {
  test.each([[[1, 1]], [[1, 1, 1, 1]], [[2, 1, 2]]])('factors %j', async (exponents) => {
    const method = { type: 'mss', exponents, rank: 5, lambda: 1e-3, eta: 0.3 } as const;
    const stopping = { steps: 500, tolerance: 1e-6 };
    const result = await complete(truth, { mask, method, stopping });
    expect(errorOf(result.matrix, truth, 0.4)).toBeLessThan(3e-3);
  });

  test('values are not scaled, so λ is in their units', async () => {
    const method = { type: 'mss', lambda: 3 } as const;
    const [named, unscaled, scaled] = await Promise.all(
      ([undefined, 'none', 'observed'] as const).map((scale) =>
        complete(truth, { mask, method, ...(scale && { scale }) }),
      ),
    );
    expect(named?.matrix).toEqual(unscaled?.matrix);
    expect(named?.matrix).not.toEqual(scaled?.matrix);
  });

  test('much weight leaves little rank', async () => {
    const rank = async (lambda: number) =>
      (await complete(truth, { mask, method: { type: 'mss', lambda } })).rank ?? 0;
    expect(await rank(20)).toBeLessThan(await rank(0.01));
  });

  test.each([
    [{ exponents: [1] }, 'method.exponents'],
    [{ exponents: [1, 3] }, 'method.exponents'],
    [{ lambda: -1 }, 'method.lambda'],
    [{ eta: 0 }, 'method.eta'],
  ])('refuses %j', async (settings, name) => {
    const method = { type: 'mss', ...settings } as Options['method'];
    await expect(complete(truth, { mask, method })).rejects.toThrow(name);
  });
});
