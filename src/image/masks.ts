import { LacunaError } from '../errors.js';
import type { Mask } from '../matrix.js';
import { fullScale, type Picture } from './picture.js';

/**
 * The mask that a black and white picture draws: white (255, or 65535) observed, black missing.
 *
 * @param name how an error calls the picture
 * @throws LacunaError `LACUNA_INVALID_INPUT` at the first pixel that is neither, naming its place;
 *   lossy types such as JPEG rarely keep a mask
 */
export function maskFromPicture(picture: Picture, name = 'mask'): Mask {
  const { rows, cols, depth, channels, alpha } = picture;
  const white = fullScale(depth);
  const [first, ...others] = channels as [Float32Array, ...Float32Array[]];
  const data = new Uint8Array(rows * cols);
  const what = `only black (0) and white (${white}), opaque pixels`;
  first.forEach((value, pixel) => {
    const isGrey = others.every((channel) => channel[pixel] === value);
    if ((value !== 0 && value !== white) || !isGrey || (alpha && alpha[pixel] !== white)) {
      const found = [...channels, ...(alpha ? [alpha] : [])].map((channel) => channel[pixel]);
      const place = `row ${Math.floor(pixel / cols) + 1}, column ${(pixel % cols) + 1}`;
      const message = `Expected ${what} for ${name} but received (${found.join(', ')}) at ${place}`;
      throw new LacunaError('LACUNA_INVALID_INPUT', message);
    }
    data[pixel] = value === white ? 1 : 0;
  });
  return { data, rows, cols };
}

/**
 * The mask that transparency draws: entirely transparent pixels (alpha 0) are missing, all others
 * observed. Without an alpha channel every pixel is observed.
 */
export function maskFromAlpha({ rows, cols, alpha }: Picture): Mask {
  const data = alpha ? Uint8Array.from(alpha, (opacity) => (opacity === 0 ? 0 : 1)) : undefined;
  return { data: data ?? new Uint8Array(rows * cols).fill(1), rows, cols };
}
