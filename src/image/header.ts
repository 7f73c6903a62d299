import type { Metadata } from 'sharp';
import { fileError } from '../formats/files.js';
import { loadSharp } from './load-sharp.js';
import type { Depth } from './picture.js';

/** What a picture holds, known before its samples are decoded. */
export interface PictureHeader {
  /** Size after the EXIF orientation is applied. */
  readonly rows: number;
  readonly cols: number;
  readonly depth: Depth;
  /** Grey or red, green and blue. */
  readonly channels: 1 | 3;
  readonly hasAlpha: boolean;
}

const kSpaces: Readonly<Record<string, Pick<PictureHeader, 'depth' | 'channels'>>> = {
  'b-w': { depth: 8, channels: 1 },
  grey16: { depth: 16, channels: 1 },
  srgb: { depth: 8, channels: 3 },
  rgb16: { depth: 16, channels: 3 },
};

const kDepths: Readonly<Record<string, Depth>> = { uchar: 8, ushort: 16 };

/**
 * The header of an encoded picture.
 *
 * @param label how an error calls the file
 * @throws LacunaError `LACUNA_FILE` when it is no picture, or one that is neither grey nor RGB, has
 *   other than 8 or 16 bits, or several frames
 */
export async function decodeHeader(bytes: Uint8Array, label: FileLabel): Promise<PictureHeader> {
  const metadata = await readMetadata(bytes, label);
  const { space, depth, pages, hasAlpha, autoOrient } = metadata;
  const refuse = (what: string, found: string) => fileError(what, label.name, label.path, found);
  if ((pages ?? 1) > 1) throw refuse('a picture with one frame', `it has ${pages} frames`);
  const kind = kSpaces[space];
  if (kind === undefined) throw refuse('a grey or RGB picture', `its colour space is ${space}`);
  if (kDepths[depth] !== kind.depth) {
    throw refuse('a picture with 8 or 16 bits per sample', `its samples are of type ${depth}`);
  }
  return { rows: autoOrient.height, cols: autoOrient.width, hasAlpha, ...kind };
}

/** Where bytes came from, for errors. */
export interface FileLabel {
  readonly path: string;
  /** How an error calls the file, for instance `--mask`. */
  readonly name: string;
}

async function readMetadata(bytes: Uint8Array, label: FileLabel): Promise<Metadata> {
  const sharp = await loadSharp();
  try {
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (error) {
    throw undecodable(label, error);
  }
}

/** The one way to say that bytes are not the picture that they should be. */
export function undecodable(label: FileLabel, error: unknown): Error {
  const found = error instanceof Error ? error.message : String(error);
  return fileError('a picture that can be decoded', label.name, label.path, found, error);
}
