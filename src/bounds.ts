import type { ParsedOptions } from './options/schema.js';

/** Clips to the option `bounds`; without it a value stays as it is. */
export function clipTo(bounds: ParsedOptions['bounds']): (value: number) => number {
  if (bounds === undefined) return (value) => value;
  const [low, high] = bounds;
  return (value) => Math.min(Math.max(value, low), high);
}
