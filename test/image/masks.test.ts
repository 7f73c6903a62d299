import { describe, expect, test } from 'vitest';
import { maskFromAlpha, maskFromPicture, type Picture } from '../../src/image/index.js';

function grey(depth: 8 | 16, values: number[]): Picture {
  return { rows: 2, cols: values.length / 2, depth, channels: [Float32Array.from(values)] };
}

describe('maskFromPicture', () => {
  test('white is observed, black missing', () => {
    const mask = { data: Uint8Array.of(1, 0, 0, 1), rows: 2, cols: 2 };
    expect(maskFromPicture(grey(8, [255, 0, 0, 255]))).toEqual(mask);
    expect(maskFromPicture(grey(16, [65535, 0, 0, 65535]))).toEqual(mask);
  });

  test('RGB with equal channels and opaque alpha', () => {
    const channel = Float32Array.of(255, 0);
    const alpha = Float32Array.of(255, 255);
    const picture = { rows: 1, cols: 2, depth: 8, channels: [channel, channel, channel] } as const;
    expect(maskFromPicture({ ...picture, alpha }).data).toEqual(Uint8Array.of(1, 0));
  });

  test('any other value is refused with its place', () => {
    const picture = grey(8, [255, 0, 0, 255, 254, 0]);
    expect(() => maskFromPicture(picture, '--mask')).toThrow(
      'Expected only black (0) and white (255), opaque pixels for --mask but received (254) at row 2, column 2',
    );
    expect(() => maskFromPicture(grey(8, [1, 0]))).toThrow(/received \(1\) at row 1, column 1/);
    expect(() => maskFromPicture(grey(16, [255, 0]))).toThrow(/white \(65535\)/);
  });

  test('colours and transparency are refused', () => {
    const white = Float32Array.of(255);
    const black = Float32Array.of(0);
    const picture = { rows: 1, cols: 1, depth: 8 } as const;
    const coloured = { ...picture, channels: [white, black, white] };
    expect(() => maskFromPicture(coloured)).toThrow(/received \(255, 0, 255\)/);
    const transparent = { ...picture, channels: [white], alpha: black };
    expect(() => maskFromPicture(transparent)).toThrow(/received \(255, 0\)/);
  });
});

describe('maskFromAlpha', () => {
  test('only entirely transparent pixels are missing', () => {
    const picture = { ...grey(8, [1, 2, 3, 4]), alpha: Float32Array.of(0, 1, 254, 255) };
    expect(maskFromAlpha(picture)).toEqual({ data: Uint8Array.of(0, 1, 1, 1), rows: 2, cols: 2 });
  });

  test('without alpha everything is observed', () => {
    expect(maskFromAlpha(grey(8, [1, 2])).data).toEqual(Uint8Array.of(1, 1));
  });
});
