import type { Sharp } from 'sharp';
import { LacunaError } from '../errors.js';
import { fileError, writeWhole } from '../formats/files.js';
import { loadSharp } from './load-sharp.js';
import { fullScale, type Picture } from './picture.js';
import { pictureOutputOf } from './types.js';

/** What has to fit into a file type. */
export type PictureShape = Pick<Picture, 'rows' | 'cols' | 'depth' | 'alpha'>;

/**
 * Checks that the type of `path` holds the size, the depth and the alpha of a picture.
 *
 * @param name how an error calls the file
 * @throws LacunaError `LACUNA_FILE`
 */
export function checkPictureType(path: string, shape: PictureShape, name: string): void {
  const { rows, cols, depth, alpha } = shape;
  const { depths, holdsAlpha, maxSide } = pictureOutputOf(path, name);
  const refuse = (what: string, found: string) => fileError(what, name, path, found);
  if (Math.max(rows, cols) > maxSide) {
    throw refuse(`a type that holds ${rows} x ${cols} pixels`, `it holds ${maxSide} at most`);
  }
  if (!depths.includes(depth)) {
    throw refuse(`a type that holds ${depth} bits (.png, .tiff)`, 'it holds 8 bits');
  }
  if (!holdsAlpha && alpha?.some((opacity) => opacity !== fullScale(depth))) {
    throw refuse('a type that holds transparency (.png, .tiff)', 'it holds none');
  }
}

/**
 * Writes a picture, whole or not at all, in its own depth and with its own channels. Samples are
 * rounded and clamped to 0…255 or 0…65535. Everything but JPEG keeps them exactly.
 *
 * @param name how an error calls the file
 * @throws LacunaError `LACUNA_FILE` when the type is not supported, does not hold the picture, or
 *   the file cannot be written
 */
export async function writePicture(path: string, picture: Picture, name = 'path'): Promise<void> {
  checkPictureType(path, picture, name);
  const { holdsAlpha, encode } = pictureOutputOf(path, name);
  const planes =
    holdsAlpha && picture.alpha ? [...picture.channels, picture.alpha] : picture.channels;
  const image = await rawImage(planes, picture);
  await writeWhole(path, await encoded(encode(image), path, name), name);
}

async function encoded(image: Sharp, path: string, name: string): Promise<Buffer> {
  try {
    return await image.toBuffer();
  } catch (error) {
    throw fileError('a picture that can be encoded', name, path, String(error), error);
  }
}

async function rawImage(planes: readonly Float32Array[], picture: Picture): Promise<Sharp> {
  const { rows, cols, depth, channels } = picture;
  const sharp = await loadSharp();
  const samples = interleave(planes, picture);
  const grey = channels.length === 1;
  const space = depth === 8 ? (grey ? 'b-w' : 'srgb') : grey ? 'grey16' : 'rgb16';
  const raw = { width: cols, height: rows, channels: planes.length as 1 | 2 | 3 | 4 };
  return sharp(samples, { raw, limitInputPixels: false }).toColourspace(space);
}

/** Quantised here: sharp casts floats in ways that lose values. */
function interleave(planes: readonly Float32Array[], picture: Picture): Uint8Array | Uint16Array {
  const pixels = picture.rows * picture.cols;
  const full = fullScale(picture.depth);
  const count = pixels * planes.length;
  const samples = picture.depth === 8 ? new Uint8Array(count) : new Uint16Array(count);
  planes.forEach((plane, channel) => {
    if (plane.length !== pixels) {
      const message = `Expected ${pixels} samples for channel ${channel} but received ${plane.length}`;
      throw new LacunaError('LACUNA_INVALID_INPUT', message);
    }
    plane.forEach((value, pixel) => {
      samples[pixel * planes.length + channel] = Math.round(Math.min(Math.max(value, 0), full));
    });
  });
  return samples;
}
