import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { completeSparse } from '../../src/index.js';
import { capture } from '../cli/capture.js';

/** Data that is not part of the project; without it there is nothing to run. */
const data =
  process.env.LACUNA_DATA ?? fileURLToPath(new URL('../../../shared/data', import.meta.url));

function present(...files: string[]): boolean {
  return files.every((name) => existsSync(join(data, name)));
}

async function nmae(input: string, mask: string, ...flags: string[]): Promise<number> {
  const [truth, seen] = [join(data, input), join(data, mask)];
  const { out } = await capture([
    'complete',
    truth,
    '--mask',
    seen,
    '--truth',
    truth,
    '--json',
    ...flags,
  ]);
  return JSON.parse(out).metrics.nmae;
}

/** As scikit-learn's KNNImputer and scikit-image's inpaint_biharmonic have them. */
const pictures: [picture: string, mask: string, knn: number, biharmonic: number][] = [
  ['barbara', 'random-30', 0.0505, 0.0385],
  ['barbara', 'patch', 0.1024, 0.1187],
  ['barbara', 'texture', 0.0681, 0.06],
  ['baboon', 'random-30', 0.0856, 0.0702],
  ['baboon', 'patch', 0.093, 0.0709],
  ['baboon', 'texture', 0.113, 0.0979],
];

describe.each(pictures)('%s, %s', (picture, mask, knn, biharmonic) => {
  const files = [`images/${picture}-240.png`, `masks/${mask}-240.png`] as const;

  test.skipIf(!present(...files))('knn and biharmonic', async () => {
    const ofKnn = await nmae(...files, '--method', 'knn');
    expect(Math.abs(ofKnn - knn)).toBeLessThan(0.02 * knn);
    const ofBiharmonic = await nmae(...files, '--method', 'biharmonic');
    expect(Math.abs(ofBiharmonic - biharmonic)).toBeLessThan(0.02 * biharmonic);
  });
});

describe('knn', () => {
  const ic = ['matrices/ic/adjacency.tsv', 'masks/ic-random-20.png'] as const;
  test.skipIf(!present(...ic))('ion channels', async () => {
    const weights = ['--set', 'method.weights=distance'];
    expect(await nmae(...ic, '--method', 'knn', ...weights)).toBeLessThan(0.013);
  });

  const ratings = ['ratings/ml-100k.txt', 'ratings/ml-100k-test-0.txt'] as const;
  test.skipIf(!present(...ratings))('MovieLens-100K, the first split', async () => {
    const lines = (name: string) => readFileSync(join(data, name), 'utf8').trimEnd().split('\n');
    const held = new Set(lines(ratings[1]).map(Number));
    const all = lines(ratings[0]).map((line) => line.split('::').map(Number));
    const part = (isHeld: boolean) => {
      const kept = all.filter((_, k) => held.has(k) === isHeld);
      const field = (f: number, less: number) => kept.map((rating) => Number(rating[f]) - less);
      return { row: field(0, 1), col: field(1, 1), values: field(2, 0) };
    };
    const { row, col, values } = part(true);
    const { predictions = [] } = await completeSparse(
      { rows: 943, cols: 1682, ...part(false) },
      {
        method: { type: 'knn', baselines: true, over: 'cols', k: 20 },
        bounds: [1, 5],
        predictAt: { row, col },
      },
    );
    const squares = values.reduce(
      (sum, value, n) => sum + (Number(predictions[n]) - value) ** 2,
      0,
    );
    expect(Math.sqrt(squares / values.length)).toBeLessThan(0.915);
  });
});
