import { describe, expect, test } from 'vitest';
import { completeSparse } from '../../src/index.js';
import { capture } from '../cli/capture.js';
import { dataFile, meanSquare, measuredWith, movieLens, movieLensSplit } from '../measured-data.js';

async function nmae(input: string, mask: string, ...flags: string[]): Promise<number> {
  const [truth, seen] = [dataFile(input), dataFile(mask)];
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

/** As scikit-learn's KNNImputer, scikit-image's inpaint_biharmonic and OpenCV's INPAINT_TELEA have them. */
const pictures: [picture: string, mask: string, knn: number, biharmonic: number, telea: number][] =
  [
    ['barbara', 'random-30', 0.0505, 0.0385, 0.0484],
    ['barbara', 'patch', 0.1024, 0.1187, 0.0834],
    ['barbara', 'texture', 0.0681, 0.06, 0.0755],
    ['baboon', 'random-30', 0.0856, 0.0702, 0.0782],
    ['baboon', 'patch', 0.093, 0.0709, 0.0705],
    ['baboon', 'texture', 0.113, 0.0979, 0.0968],
  ];

describe.each(pictures)('%s, %s', (picture, mask, knn, biharmonic, telea) => {
  const files = [`images/${picture}-240.png`, `masks/${mask}-240.png`] as const;

  const { isThere, note } = measuredWith('knn, biharmonic and telea', files);
  test.skipIf(!isThere)(note, async () => {
    const ofKnn = await nmae(...files, '--method', 'knn');
    expect(Math.abs(ofKnn - knn)).toBeLessThan(0.02 * knn);
    const ofBiharmonic = await nmae(...files, '--method', 'biharmonic');
    expect(Math.abs(ofBiharmonic - biharmonic)).toBeLessThan(0.02 * biharmonic);
    expect(await nmae(...files, '--method', 'telea')).toBeLessThan(1.02 * telea);
  });
});

describe('knn', () => {
  const ic = ['matrices/ic/adjacency.tsv', 'masks/ic-random-20.png'] as const;
  const channels = measuredWith('ion channels', ic);
  test.skipIf(!channels.isThere)(channels.note, async () => {
    const weights = ['--set', 'method.weights=distance'];
    expect(await nmae(...ic, '--method', 'knn', ...weights)).toBeLessThan(0.013);
  });

  const ratings = measuredWith('MovieLens-100K, the first split', movieLens);
  test.skipIf(!ratings.isThere)(ratings.note, async () => {
    const { train, test } = movieLensSplit();
    const { predictions = [] } = await completeSparse(train, {
      method: { type: 'knn', baselines: true, over: 'cols', k: 20 },
      bounds: [1, 5],
      predictAt: { row: test.row, col: test.col },
    });
    expect(Math.sqrt(meanSquare(predictions, test))).toBeLessThan(0.915);
  });
});
