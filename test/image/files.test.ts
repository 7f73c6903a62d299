import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fullScale, type Picture, readPicture, writePicture } from '../../src/image/index.js';
import { openPicture } from '../../src/image/read-picture.js';
import { blankPng } from './blank-png.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-image-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fault = (message: RegExp) =>
  expect.objectContaining({ code: 'LACUNA_FILE', message: expect.stringMatching(message) });

/** Every channel holds other values; alpha has transparent and half-transparent pixels. */
function samplePicture(depth: 8 | 16, colours: 1 | 3, withAlpha: boolean): Picture {
  const rows = 5;
  const cols = 7;
  const full = fullScale(depth);
  const plane = (salt: number) =>
    Float32Array.from({ length: rows * cols }, (_, k) => (k * 7919 + salt * 104729) % (full + 1));
  const channels = Array.from({ length: colours }, (_, channel) => plane(channel + 1));
  const alpha = plane(9).map((value, k) => (k % 3 === 0 ? 0 : value));
  return { rows, cols, depth, channels, ...(withAlpha ? { alpha } : {}) };
}

describe('round trips keep every sample, also under transparent pixels', () => {
  const cases = (['.png', '.tif', '.tiff'] as const).flatMap((extension) =>
    ([8, 16] as const).flatMap((depth) =>
      ([1, 3] as const).flatMap((colours) =>
        [false, true].map((alpha) => [extension, depth, colours, alpha] as const),
      ),
    ),
  );
  test.each(cases)(
    '%s, %i bits, %i colours, alpha %s',
    async (extension, depth, colours, alpha) => {
      const path = join(folder, `picture${extension}`);
      const picture = samplePicture(depth, colours, alpha);
      await writePicture(path, picture);
      expect(await readPicture(path)).toEqual(picture);
      expect(await readdir(folder)).toHaveLength(1);
    },
  );

  test.each([
    ['.webp', false],
    ['.webp', true],
    ['.avif', false],
    ['.avif', true],
  ])('%s, RGB, alpha %s', async (extension, alpha) => {
    const path = join(folder, `picture${extension}`);
    const picture = samplePicture(8, 3, alpha);
    await writePicture(path, picture);
    expect(await readPicture(path)).toEqual(picture);
  });
});

describe('writing', () => {
  test('rounds and clamps', async () => {
    const path = join(folder, 'a.png');
    const channel = Float32Array.of(-3, 0.49, 0.5, 254.6, 300, 17);
    await writePicture(path, { rows: 2, cols: 3, depth: 8, channels: [channel] });
    const { channels } = await readPicture(path);
    expect(Array.from(channels[0] as Float32Array)).toEqual([0, 0, 1, 255, 255, 17]);
  });

  test('JPEG stays close and takes opaque alpha', async () => {
    const path = join(folder, 'a.jpg');
    const grey = new Float32Array(64).fill(100);
    const alpha = new Float32Array(64).fill(255);
    await writePicture(path, { rows: 8, cols: 8, depth: 8, channels: [grey], alpha });
    const back = await readPicture(path);
    expect(back.alpha).toBeUndefined();
    expect(back.channels).toHaveLength(1);
    expect(Math.abs((back.channels[0]?.[9] as number) - 100)).toBeLessThan(2);
  });

  test('refuses what the type cannot hold, and leaves nothing behind', async () => {
    const write = (name: string, picture: Picture) =>
      writePicture(join(folder, name), picture, '--output');
    const deep = samplePicture(16, 1, false);
    await expect(write('a.jpg', deep)).rejects.toEqual(
      fault(/holds 16 bits.*for --output.*a\.jpg/),
    );
    await expect(write('a.jpg', samplePicture(8, 3, true))).rejects.toEqual(fault(/transparency/));
    await expect(write('a.bmp', samplePicture(8, 1, false))).rejects.toEqual(
      fault(/^Expected a picture \(\.png, .*\) for --output .*a\.bmp \(\.bmp cannot be written\)$/),
    );
    const wide = { rows: 1, cols: 16384, depth: 8, channels: [new Float32Array(16384)] } as const;
    await expect(write('a.webp', wide)).rejects.toEqual(fault(/1 x 16384 pixels.*16383 at most/));
    expect(await readdir(folder)).toEqual([]);
  });

  test('refuses a channel of another size', async () => {
    const picture = { rows: 2, cols: 3, depth: 8, channels: [new Float32Array(5)] } as const;
    const promise = writePicture(join(folder, 'a.png'), picture);
    await expect(promise).rejects.toThrow('Expected 6 samples for channel 0 but received 5');
  });
});

describe('reading', () => {
  test('applies the EXIF orientation', async () => {
    const path = join(folder, 'a.png');
    const raw = { width: 3, height: 2, channels: 1 } as const;
    // Orientation 6: the first row stands on the right.
    await sharp(Uint8Array.of(1, 2, 3, 4, 5, 6), { raw })
      .withMetadata({ orientation: 6 })
      .png()
      .toFile(path);
    const { header } = await openPicture(path);
    expect(header).toEqual({ rows: 3, cols: 2, depth: 8, channels: 3, hasAlpha: false });
    const { channels } = await readPicture(path);
    expect(Array.from(channels[0] as Float32Array)).toEqual([4, 1, 5, 2, 6, 3]);
  });

  test('leaves samples alone when there is a colour profile', async () => {
    const path = join(folder, 'a.png');
    const raw = { width: 1, height: 1, channels: 3 } as const;
    await sharp(Uint8Array.of(200, 30, 90), { raw })
      .withIccProfile('p3')
      .png()
      .toFile(path);
    const stored = await sharp(path, { ignoreIcc: true }).raw().toBuffer();
    const { channels } = await readPicture(path);
    expect(channels.map((channel) => channel[0])).toEqual([...stored]);
    expect([...stored]).not.toEqual([200, 30, 90]);
  });

  test('a palette becomes RGB, a GIF of one frame is read', async () => {
    const raw = { width: 2, height: 1, channels: 3 } as const;
    const image = sharp(Uint8Array.of(255, 0, 0, 0, 0, 255), { raw });
    await image.clone().png({ palette: true }).toFile(join(folder, 'a.png'));
    await image.clone().gif().toFile(join(folder, 'a.gif'));
    for (const name of ['a.png', 'a.gif']) {
      const { channels } = await readPicture(join(folder, name));
      expect(channels.map((channel) => [...channel])).toEqual([
        [255, 0],
        [0, 0],
        [0, 255],
      ]);
    }
  });

  test('a header of 20,000×20,000 pixels is read without decoding', async () => {
    const path = join(folder, 'huge.png');
    await writeFile(path, blankPng(20_000, 20_000));
    const { header } = await openPicture(path);
    expect(header).toMatchObject({ rows: 20_000, cols: 20_000, channels: 1 });
  });
});

describe('what is not a picture', () => {
  test.each([
    ['text', Buffer.from('hello')],
    ['nothing', Buffer.alloc(0)],
    ['a cut header', blankPng(8, 8).subarray(0, 30)],
    ['missing samples', blankPng(64, 64)],
  ])('%s: one line', async (_name, bytes) => {
    const path = join(folder, 'a.png');
    await writeFile(path, bytes);
    const message =
      /^Expected a picture that can be decoded for INPUT but received .*a\.png \(.+\)$/;
    await expect(readPicture(path, 'INPUT')).rejects.toEqual(fault(message));
  });

  test('CMYK', async () => {
    const path = join(folder, 'a.jpg');
    const create = { width: 8, height: 8, channels: 3, background: 'red' } as const;
    await sharp({ create }).toColourspace('cmyk').jpeg().toFile(path);
    await expect(readPicture(path)).rejects.toEqual(
      fault(/^Expected a grey or RGB picture for path .*\(its colour space is cmyk\)$/),
    );
  });

  test('several frames', async () => {
    const path = join(folder, 'a.gif');
    const raw = { width: 2, height: 4, channels: 3, pageHeight: 2 } as const;
    const frames = Uint8Array.from({ length: 24 }, (_, k) => (k < 12 ? 255 : 0));
    await sharp(frames, { raw }).gif().toFile(path);
    await expect(readPicture(path)).rejects.toEqual(fault(/with one frame.*\(it has 2 frames\)/));
  });
});
