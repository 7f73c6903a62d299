import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { type Mask, type Matrix, type Picture, randomMask } from '../../src/index.js';

export const shape = { rows: 40, cols: 30 };

/** Smooth values from about 30 to 220. */
export function wave(shift = 0, { rows, cols } = shape): Float32Array {
  return Float32Array.from({ length: rows * cols }, (_, k) => {
    const [i, j] = [Math.floor(k / cols), k % cols];
    return 125 + 60 * Math.sin(i / 6 + shift) * Math.cos(j / 5) + 35 * Math.sin((i + j) / 9);
  });
}

export function matrix(): Matrix {
  return { data: wave(), ...shape };
}

export function picture(channels: number): Picture {
  const planes = Array.from({ length: channels }, (_, c) => wave(c).map(Math.round));
  return { ...shape, depth: 8, channels: planes };
}

export const mask: Mask = randomMask(shape, 0.3, 4);

/** Chromium, where there is one; tests with it are skipped where there is none. */
const path = process.env.LACUNA_CHROMIUM ?? '/usr/bin/chromium';
export const hasBrowser = existsSync(path);

/** A title that says why its tests do not run. */
export function inBrowser(title: string): string {
  return hasBrowser ? title : `${title} skipped: no chromium at ${path}, see LACUNA_CHROMIUM`;
}

export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
