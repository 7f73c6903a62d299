import { requireMemory } from '../available-memory.js';
import { loadNative } from '../native/loader.js';
import type { ParsedOptions } from '../options/schema.js';
import { placeRun } from '../placement.js';

/** Size of a picture, known before its samples are decoded. */
export interface PictureSize {
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
}

/** How many channels are completed at a time, and with how many threads each. */
export interface ChannelPlan {
  readonly atOnce: number;
  readonly threads: ParsedOptions['threads'];
}

/**
 * Shares the cores, or the threads that were asked for, among the channels: a channel for each thread
 * is faster than several threads for each channel, and with `threads: 1` one follows the other. A GPU
 * takes all of them at once.
 */
export function planChannels(size: PictureSize, options: ParsedOptions): ChannelPlan {
  const { channels } = size;
  const { threads } = options;
  if (channels === 1) return { atOnce: 1, threads };
  if (placeRun(size, options).choice.device !== 'cpu') return { atOnce: channels, threads };
  const { cores } = loadNative().info();
  const limit = threads === 'auto' ? cores : Math.min(threads, cores);
  const atOnce = Math.min(channels, limit);
  return { atOnce, threads: Math.floor(limit / atOnce) };
}

/** Bytes that completing a picture takes at its peak, beside the picture itself. */
export function pictureBytes(size: PictureSize, options: ParsedOptions): number {
  const { rows, cols, channels } = size;
  const { atOnce } = planChannels(size, options);
  const waiting = (channels - atOnce) * rows * cols * Float32Array.BYTES_PER_ELEMENT * 2;
  return atOnce * placeRun({ rows, cols }, options).bytes + waiting;
}

/**
 * Checks that completing a picture fits in memory, before anything is decoded.
 *
 * @throws LacunaError `LACUNA_OUT_OF_MEMORY` that says how much it would take and how much is free
 */
export function requirePictureMemory(size: PictureSize, options: ParsedOptions): void {
  requireMemory(pictureBytes(size, options), `a picture of ${size.rows}×${size.cols} pixels`);
}
