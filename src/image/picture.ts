/** Bits of a sample: 8 (0…255) or 16 (0…65535). */
export type Depth = 8 | 16;

/** A decoded picture: one row-major matrix of samples for each channel. */
export interface Picture {
  readonly rows: number;
  readonly cols: number;
  readonly depth: Depth;
  /** Grey, or red, green and blue; values 0…255 or 0…65535. */
  readonly channels: readonly Float32Array[];
  /** Opacity in the range of the channels: 0 is transparent. */
  readonly alpha?: Float32Array;
}

/** The value of full brightness and of full opacity: 255 or 65535. */
export function fullScale(depth: Depth): number {
  return depth === 8 ? 255 : 65535;
}
