/** [low, high], or none. */
export type Bounds = readonly [low: number, high: number] | undefined;

/** Clips to the option `bounds`; without it a value stays as it is. */
export function clipTo(bounds: Bounds): (value: number) => number {
  if (bounds === undefined) return (value) => value;
  const [low, high] = bounds;
  return (value) => Math.min(Math.max(value, low), high);
}
