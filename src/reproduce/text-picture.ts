// A picture of text, 240×240, drawn from letters that are paths: the same on a machine without fonts.
import { loadSharp } from '../image/load-sharp.js';
import type { Matrix } from '../index.js';

const side = 240;

/** Strokes of each letter in a box 20 wide and 20 high. */
const letters: Readonly<Record<string, string>> = {
  A: 'M1,20 L10,0 L19,20 M4,13 H16',
  C: 'M18,4 A10,10 0 1 0 18,16',
  E: 'M18,0 H2 V20 H18 M2,10 H14',
  F: 'M18,0 H2 V20 M2,10 H14',
  G: 'M18,4 A10,10 0 1 0 18,16 V11 H11',
  H: 'M2,0 V20 M18,0 V20 M2,10 H18',
  I: 'M10,0 V20',
  L: 'M2,0 V20 H18',
  M: 'M1,20 V0 L10,14 L19,0 V20',
  N: 'M2,20 V0 L18,20 V0',
  O: 'M10,0 A8,10 0 1 0 10,20 A8,10 0 1 0 10,0 Z',
  P: 'M2,20 V0 H11 A5,5.5 0 0 1 11,11 H2',
  R: 'M2,20 V0 H11 A5,5.5 0 0 1 11,11 H2 M10,11 L18,20',
  S: 'M17,3 C12,-2 3,0 3,5 C3,11 17,9 17,15 C17,20 8,22 2,17',
  T: 'M1,0 H19 M10,0 V20',
  W: 'M0,0 L5,20 L10,4 L15,20 L20,0',
  X: 'M2,0 L18,20 M18,0 L2,20',
};

const lines = ['MATRIX', 'FACTORS', 'FILL IN', 'WHAT IS', 'LOST ON', 'A PAGE'];

/** Grey values in [0, 1], 240×240: dark letters on light paper. */
export async function textPicture(): Promise<Matrix> {
  const sharp = await loadSharp();
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}">
<rect width="${side}" height="${side}" fill="#f4f4f4"/>
<g fill="none" stroke="#181818" stroke-width="4">${lines.map(strokesOf).join('')}</g></svg>`;
  const pixels = await sharp(Buffer.from(svg)).greyscale().raw().toBuffer();
  return { data: Float32Array.from(pixels, (value) => value / 255), rows: side, cols: side };
}

function strokesOf(line: string, row: number): string {
  return Array.from(line, (letter, column) => {
    const path = letters[letter];
    const place = `translate(${12 + 32 * column},${10 + 38 * row}) scale(1.2,1.3)`;
    return path === undefined ? '' : `<path d="${path}" transform="${place}"/>`;
  }).join('');
}
