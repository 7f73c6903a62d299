import { freemem, totalmem } from 'node:os';
import { LacunaError } from './errors.js';

/**
 * @param what what would take them, for the message: `a 20000×20000 matrix`
 * @throws {LacunaError} `LACUNA_OUT_OF_MEMORY` when that many bytes are not available
 */
export function requireMemory(bytes: number, what: string, available = availableBytes()): void {
  if (bytes <= available) return;
  throw new LacunaError(
    'LACUNA_OUT_OF_MEMORY',
    `Expected a problem that fits in memory but completing ${what} would take ` +
      `${gigabytes(bytes)} and ${gigabytes(available)} is available`,
  );
}

/** Bytes that this process may still take: what is free, within the limit of its container. */
export function availableBytes(): number {
  // macOS counts as free only pages that nothing ever used, so all of memory is the better bound.
  const free = process.platform === 'darwin' ? totalmem() : freemem();
  const limit = process.constrainedMemory();
  if (!limit || limit >= totalmem()) return free;
  return Math.max(0, Math.min(free, limit - process.memoryUsage.rss()));
}

/** `1.23 GB` */
export function gigabytes(bytes: number): string {
  const count = bytes / 1e9;
  return `${count < 100 ? count.toPrecision(3) : Math.round(count)} GB`;
}
