import type { OutputInfo } from 'sharp';
import { readBytes } from '../formats/files.js';
import { decodeHeader, type FileLabel, type PictureHeader, undecodable } from './header.js';
import { loadSharp } from './load-sharp.js';
import type { Picture } from './picture.js';

/** A picture whose header is read and whose samples are still encoded. */
export interface EncodedPicture {
  readonly header: PictureHeader;
  /** @throws LacunaError `LACUNA_FILE` when the samples are damaged */
  decode(): Promise<Picture>;
}

/**
 * Opens a picture without decoding its samples, so that its size can be judged first.
 *
 * @param name how an error calls the file
 * @throws LacunaError `LACUNA_FILE` when it cannot be read, is no picture, or is neither grey nor
 *   RGB with 8 or 16 bits and one frame
 */
export async function openPicture(path: string, name = 'path'): Promise<EncodedPicture> {
  const label = { path, name };
  const bytes = await readBytes(path, name);
  const header = await decodeHeader(bytes, label);
  return { header, decode: () => decodeSamples(bytes, header, label) };
}

/**
 * Reads a picture: PNG, JPEG, WebP, TIFF, AVIF or GIF, grey or RGB, with or without alpha.
 *
 * Samples are as stored, 0…255 or 0…65535: a colour profile is neither applied nor kept. The EXIF
 * orientation is applied. Colours under transparent pixels survive.
 *
 * @param name how an error calls the file
 * @throws LacunaError `LACUNA_FILE`, see `openPicture`
 */
export async function readPicture(path: string, name = 'path'): Promise<Picture> {
  const encoded = await openPicture(path, name);
  return encoded.decode();
}

async function decodeSamples(
  bytes: Uint8Array,
  header: PictureHeader,
  label: FileLabel,
): Promise<Picture> {
  const sharp = await loadSharp();
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: false, ignoreIcc: true })
      .autoOrient()
      .toColourspace(rawSpace(header))
      .raw({ depth: header.depth === 8 ? 'uchar' : 'ushort' })
      .toBuffer({ resolveWithObject: true });
    return planes(data, info, header);
  } catch (error) {
    throw undecodable(label, error);
  }
}

/** 8-bit grey output would drop the alpha channel; as sRGB the grey value stands in each colour. */
function rawSpace({ depth, channels, hasAlpha }: PictureHeader): string {
  if (depth === 16) return channels === 1 ? 'grey16' : 'rgb16';
  return channels === 1 && !hasAlpha ? 'b-w' : 'srgb';
}

function planes(data: Buffer, info: OutputInfo, header: PictureHeader): Picture {
  const { rows, cols, depth, channels, hasAlpha } = header;
  const samples =
    depth === 8 ? data : new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  const plane = (channel: number): Float32Array => {
    const values = new Float32Array(rows * cols);
    for (let pixel = 0; pixel < values.length; pixel++) {
      values[pixel] = samples[pixel * info.channels + channel] as number;
    }
    return values;
  };
  return {
    rows,
    cols,
    depth,
    channels: Array.from({ length: channels }, (_, channel) => plane(channel)),
    ...(hasAlpha ? { alpha: plane(info.channels - 1) } : {}),
  };
}
