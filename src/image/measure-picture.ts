import { LacunaError } from '../errors.js';
import type { Mask, Matrix } from '../matrix.js';
import { type Metrics, measure } from '../metrics.js';
import { fullScale, type Picture } from './picture.js';

/**
 * All metrics of a completed picture over all its channels together: the error of each sample counts
 * once, max − min is that of all channels. The peak of both PSNRs is 255 for 8 bits, else max − min.
 * Alpha is not measured.
 *
 * @param mask of one channel, as they share it
 * @throws LacunaError `LACUNA_INVALID_INPUT` when size, depth or channels differ
 */
export function measurePicture(completed: Picture, truth: Picture, mask: Mask): Metrics {
  requireSameKind(completed, truth, 'truth');
  const channels = completed.channels.map(() => mask.data);
  const peak = truth.depth === 8 ? fullScale(truth.depth) : undefined;
  const stackedMask = { ...mask, rows: mask.rows * channels.length, data: stackBytes(channels) };
  return measure(stacked(completed), stacked(truth), stackedMask, { peak });
}

/**
 * @param name how an error calls `other`
 * @throws LacunaError `LACUNA_INVALID_INPUT` when size, depth or number of channels differ
 */
export function requireSameKind(picture: Picture, other: Picture, name: string): void {
  const expected = describe(picture);
  const received = describe(other);
  if (expected === received) return;
  const message = `Expected ${expected} for ${name} but received ${received}`;
  throw new LacunaError('LACUNA_INVALID_INPUT', message);
}

function describe({ rows, cols, depth, channels }: Picture): string {
  return `a ${channels.length === 1 ? 'grey' : 'RGB'} picture of ${rows}×${cols} pixels with ${depth} bits`;
}

function stacked({ rows, cols, channels }: Picture): Matrix {
  const data = new Float32Array(rows * cols * channels.length);
  channels.forEach((channel, index) => {
    data.set(channel, index * rows * cols);
  });
  return { data, rows: rows * channels.length, cols };
}

function stackBytes(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}
