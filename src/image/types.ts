import type { Sharp } from 'sharp';
import { extensionOf, fileError } from '../formats/files.js';
import type { Depth } from './picture.js';

/** A type of picture file. */
export interface PictureType {
  readonly extensions: readonly string[];
  /** How it is written; types without are only read. */
  readonly output?: PictureOutput;
}

export interface PictureOutput {
  readonly depths: readonly Depth[];
  readonly holdsAlpha: boolean;
  /** Most rows or columns that the type holds. */
  readonly maxSide: number;
  encode(image: Sharp): Sharp;
}

/** Quality before size, for the one type that cannot keep samples exactly. */
const kJpegQuality = 95;

const png: PictureOutput = {
  depths: [8, 16],
  holdsAlpha: true,
  maxSide: 1_000_000,
  encode: (image) => image.png(),
};

const jpeg: PictureOutput = {
  depths: [8],
  holdsAlpha: false,
  maxSide: 65_500,
  encode: (image) => image.jpeg({ quality: kJpegQuality, chromaSubsampling: '4:4:4' }),
};

const webp: PictureOutput = {
  depths: [8],
  holdsAlpha: true,
  maxSide: 16_383,
  encode: (image) => image.webp({ lossless: true, exact: true }),
};

const tiff: PictureOutput = {
  depths: [8, 16],
  holdsAlpha: true,
  maxSide: 1_000_000,
  encode: (image) => image.tiff({ compression: 'deflate' }),
};

const avif: PictureOutput = {
  depths: [8],
  holdsAlpha: true,
  maxSide: 16_384,
  encode: (image) => image.avif({ lossless: true }),
};

/** Every type of picture; what is written keeps samples exactly, JPEG apart. */
export const pictureTypes: readonly PictureType[] = [
  { extensions: ['.png'], output: png },
  { extensions: ['.jpg', '.jpeg'], output: jpeg },
  { extensions: ['.webp'], output: webp },
  { extensions: ['.tif', '.tiff'], output: tiff },
  { extensions: ['.avif'], output: avif },
  { extensions: ['.gif'] },
];

/** All extensions of pictures that are read, for instance `.png`. */
export const pictureExtensions: readonly string[] = pictureTypes.flatMap((type) => type.extensions);

const writableExtensions = pictureTypes
  .filter((type) => type.output !== undefined)
  .flatMap((type) => type.extensions);

/** Whether a path's extension is that of a picture. */
export function isPicturePath(path: string): boolean {
  return pictureExtensions.includes(extensionOf(path));
}

/**
 * How a picture is written at this path.
 *
 * @param name how an error calls the file
 * @throws LacunaError `LACUNA_FILE` that lists what is supported
 */
export function pictureOutputOf(path: string, name: string): PictureOutput {
  const extension = extensionOf(path);
  const type = pictureTypes.find(({ extensions }) => extensions.includes(extension));
  if (type?.output === undefined) {
    const found = extension === '' ? 'it has no extension' : `${extension} cannot be written`;
    throw fileError(`a picture (${writableExtensions.join(', ')})`, name, path, found);
  }
  return type.output;
}
