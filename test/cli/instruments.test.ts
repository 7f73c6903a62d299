import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Picture, randomMask, writeMatrix, writePicture } from '../../src/index.js';
import { capture } from './capture.js';

let folder: string;
const at = (name: string) => join(folder, name);
const shape = { rows: 8, cols: 9 };
const mask = randomMask(shape, 1 / 3, 1);
const truth = Float64Array.from({ length: 72 }, (_, k) => ((k % 9) + 1) * (Math.floor(k / 9) + 2));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-cli-'));
  const data = truth.map((value, k) => (mask.data[k] ? value : Number.NaN));
  await writeMatrix(at('input.csv'), { data, ...shape });
  await writeMatrix(at('truth.csv'), { data: truth, ...shape });
  await writeMatrix(at('mask.npy'), { data: Float32Array.from(mask.data), ...shape });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function writePictureOf(name: string, channels: number): Promise<void> {
  const data = Float32Array.from(truth);
  const picture: Picture = {
    ...{ ...shape, depth: 8 },
    channels: Array.from({ length: channels }, () => data),
  };
  await writePicture(at(name), picture);
}

const common = ['--json', '--steps', '50', '--threads', '1'];
const nmae = ['--set', 'instruments.nmae.every=25'];

describe('instruments on the command line', () => {
  test('of a matrix: nmae against --truth, in JSON only when asked for', async () => {
    const { out, err } = await capture([
      ...['complete', at('input.csv'), '--truth', at('truth.csv'), ...common, ...nmae],
      ...['--set', 'instruments.singularValues={"every":50,"top":2}'],
    ]);
    expect(err).toBe('');
    const { instruments, metrics } = JSON.parse(out);
    expect(Object.keys(instruments).sort()).toEqual(['nmae', 'singularValues']);
    expect(instruments.nmae.steps).toEqual([0, 25, 50]);
    expect(instruments.nmae.values[2]).toBeCloseTo(metrics.nmae, 6);
    expect(instruments.singularValues.values[1]).toHaveLength(2);
    const without = await capture(['complete', at('input.csv'), ...common]);
    expect(JSON.parse(without.out)).not.toHaveProperty('instruments');
  });

  test('without a truth there is nothing to measure against', async () => {
    const { status, err } = await capture(['complete', at('input.csv'), ...common, ...nmae]);
    expect(status).toBe(2);
    expect(err).toContain('instruments.nmae.truth but received undefined');
  });

  test('of a picture: a list with one entry for each channel', async () => {
    await writePictureOf('gray.png', 1);
    await writePictureOf('colour.png', 3);
    const mean = ['--set', 'instruments.energies.every=50'];
    const run = (name: string, ...more: string[]) =>
      capture([
        ...['complete', at(name), '--mask', at('mask.npy'), '--truth', at(name)],
        ...[...common, ...mean, ...more],
      ]);
    const gray = JSON.parse((await run('gray.png', ...nmae)).out);
    expect(gray.instruments).toHaveLength(1);
    expect(gray.instruments[0].nmae.values[2]).toBeCloseTo(gray.metrics.nmae, 6);
    const colour = JSON.parse((await run('colour.png')).out);
    expect(colour.instruments).toHaveLength(3);
    expect(colour.instruments[2].energies.steps).toEqual([0, 50]);
    const refused = await run('colour.png', ...nmae);
    expect(refused.status).toBe(2);
    expect(refused.err).toContain(
      'Expected a picture of one channel for instruments.nmae but received one of 3',
    );
  });
});
