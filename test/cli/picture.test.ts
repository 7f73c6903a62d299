import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Picture, randomMask, readPicture, writePicture } from '../../src/index.js';
import { capture } from './capture.js';

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const shape = { rows: 12, cols: 10 };
const mask = randomMask(shape, 0.3, 2);

function gradient(full: 255 | 65535, channels: 1 | 3): Picture {
  const plane = (salt: number) =>
    Float32Array.from({ length: 120 }, (_, k) => {
      return Math.round((full * ((k % 10) + 1) * (Math.floor(k / 10) + salt)) / 160);
    });
  const depth = full === 255 ? 8 : 16;
  return { ...shape, depth, channels: Array.from({ length: channels }, (_, c) => plane(c + 1)) };
}

async function writeMask(name: string) {
  const channel = Float32Array.from(mask.data, (entry) => 255 * entry);
  await writePicture(at(name), { ...shape, depth: 8, channels: [channel] });
}

async function complete(args: string[]) {
  const { status, out, err } = await capture(['complete', ...args, '--steps', '400', '--json']);
  expect([status, err]).toEqual([0, '']);
  return JSON.parse(out);
}

function expectObservedKept(result: Picture, input: Picture) {
  result.channels.forEach((channel, index) => {
    channel.forEach((value, pixel) => {
      if (mask.data[pixel]) expect(value).toBe(input.channels[index]?.[pixel]);
    });
  });
}

describe('a picture', () => {
  test.each([
    [255, 1],
    [255, 3],
    [65535, 1],
    [65535, 3],
  ] as const)(
    'full scale %i, %i channels: same depth, observed pixels kept',
    async (full, channels) => {
      const picture = gradient(full, channels);
      await writePicture(at('in.png'), picture);
      await writeMask('mask.png');
      const flags = ['--mask', at('mask.png'), '--truth', at('in.png'), '-o', at('out.png')];
      const report = await complete([at('in.png'), ...flags]);
      expect(report).toMatchObject({ rows: 12, cols: 10, channels, observed: 84, steps: 400 });
      const result = await readPicture(at('out.png'));
      expect(result).toMatchObject({ ...shape, depth: picture.depth });
      expect(result.channels).toHaveLength(channels);
      expectObservedKept(result, picture);
      expect(report.metrics.nmae).toBeGreaterThan(0);
      const peak = full === 255 ? 255 : range(picture);
      const expected = 20 * Math.log10(peak / report.metrics.rmse);
      expect(report.metrics.psnrMissing).toBeCloseTo(expected, 6);
    },
  );

  test('transparent pixels are missing and come back opaque, others keep their alpha', async () => {
    const alpha = Float32Array.from(mask.data, (entry, pixel) => (entry ? 100 + pixel : 0));
    const picture = { ...gradient(255, 3), alpha };
    await writePicture(at('in.png'), picture);
    const report = await complete([at('in.png'), '-o', at('out.png')]);
    expect(report.observed).toBe(84);
    const result = await readPicture(at('out.png'));
    expect(result.alpha).toEqual(alpha.map((opacity) => (opacity === 0 ? 255 : opacity)));
    expectObservedKept(result, picture);
  });

  test('what --set keepObserved=false gives is the model everywhere', async () => {
    const picture = gradient(255, 1);
    await writePicture(at('in.png'), picture);
    await writeMask('mask.png');
    const flags = ['--mask', at('mask.png'), '-o', at('out.png'), '--set', 'keepObserved=false'];
    await complete([at('in.png'), ...flags, '--set', 'stopping.steps=20']);
    const result = await readPicture(at('out.png'));
    expect(result.channels[0]).not.toEqual(picture.channels[0]);
  });

  test('threads do not change a colour picture', async () => {
    await writePicture(at('in.png'), gradient(255, 3));
    await writeMask('mask.png');
    const run = async (threads: string) => {
      const output = at(`${threads}.png`);
      const flags = ['--mask', at('mask.png'), '--threads', threads, '-o', output];
      const report = await complete([at('in.png'), ...flags]);
      expect(report.threads).toBeLessThanOrEqual(Number(threads));
      return (await readPicture(output)).channels;
    };
    expect(await run('2')).toEqual(await run('1'));
  });

  test('a mask that is no mask, and one of another size', async () => {
    await writePicture(at('in.png'), gradient(255, 1));
    const run = (name: string) =>
      capture(['complete', at('in.png'), '--mask', at(name), '-o', at('out.png')]);
    const grey = await run('in.png');
    expect(grey.status).toBe(1);
    expect(grey.err).toMatch(
      /^error: Expected only black .* for --mask but received \(2\) at row 1/,
    );
    const channel = new Float32Array(6).fill(255);
    await writePicture(at('small.png'), { rows: 2, cols: 3, depth: 8, channels: [channel] });
    const small = await run('small.png');
    expect(small.status).toBe(1);
    expect(small.err).toMatch(/12×10 .*for --mask but received 2×3/);
    expect((await readdir(folder)).sort()).toEqual(['in.png', 'small.png']);
  });

  test('a truth of another kind, and an output that cannot hold the picture', async () => {
    await writePicture(at('in.png'), gradient(65535, 1));
    await writePicture(at('colour.png'), gradient(255, 3));
    const truth = await capture(['complete', at('in.png'), '--truth', at('colour.png')]);
    expect(truth.status).toBe(1);
    expect(truth.err).toMatch(/a grey picture .* 16 bits for --truth but received a RGB .* 8 bits/);
    const output = await capture(['complete', at('in.png'), '-o', at('out.jpg')]);
    expect(output.status).toBe(1);
    expect(output.err).toMatch(/holds 16 bits.*for --output/);
  });
});

function range({ channels }: Picture): number {
  const all = channels.flatMap((channel) => [...channel]);
  return Math.max(...all) - Math.min(...all);
}
