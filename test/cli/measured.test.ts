import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { capture } from './capture.js';

/** Pictures that are not part of the project; without them there is nothing to run. */
const data =
  process.env.LACUNA_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));
const picture = join(data, 'images/barbara-240.png');
const mask = join(data, 'masks/random-30-240.png');
const present = existsSync(picture) && existsSync(mask);
const name = present
  ? 'barbara, 30 % missing at random'
  : 'skipped: set LACUNA_DATA to a folder with images/barbara-240.png and masks/random-30-240.png';

describe.skipIf(!present)(name, () => {
  test('200 steps of airnet: the report, and a result better than a flat grey', async () => {
    const flags = ['--mask', mask, '--truth', picture, '--method', 'airnet'];
    const { status, out } = await capture([
      'complete',
      picture,
      ...flags,
      '--steps',
      '200',
      '--json',
    ]);
    expect(status).toBe(0);
    const report = JSON.parse(out);
    expect(report).toMatchObject({
      ...{ method: 'airnet', rows: 240, cols: 240, channels: 1, observed: 40335, seed: 0 },
      ...{ device: 'cpu', steps: 200, stopReason: 'steps' },
    });
    const { total, ...terms } = report.loss as Record<string, number>;
    expect(Object.keys(terms)).toEqual(['fidelity', 'laplacianRows', 'laplacianCols']);
    const sum = Object.values(terms).reduce((before, term) => before + term, 0);
    expect(Math.abs((total as number) - sum)).toBeLessThan(1e-9);
    expect(report.metrics.nmae).toBeGreaterThan(0.01);
    expect(report.metrics.nmae).toBeLessThan(0.2);
    const { rmse, psnrMissing } = report.metrics;
    expect(psnrMissing).toBeCloseTo(20 * Math.log10(255 / rmse), 6);
  });

  test('400 steps of rdmf, and of it as a network', async () => {
    const flags = ['--mask', mask, '--truth', picture, '--method', 'rdmf', '--steps', '400'];
    const run = async (...set: string[]) => {
      const { status, out } = await capture(['complete', picture, ...flags, ...set, '--json']);
      expect(status).toBe(0);
      return JSON.parse(out);
    };
    const chain = await run();
    expect(Object.keys(chain.loss)).toEqual(['total', 'fidelity', 'tvL2']);
    expect(chain.metrics.nmae).toBeLessThan(0.15);
    const network = await run('--set', 'representation.type=activated-network');
    expect(network.metrics.nmae).toBeLessThan(0.15);
  });
});
