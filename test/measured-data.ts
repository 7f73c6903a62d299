import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Triplets } from '../src/index.js';

/** Data that is not part of the project; without it there is nothing to run. */
const folder =
  process.env.LACUNA_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));

export function dataFile(name: string): string {
  return join(folder, name);
}

/** Whether the files are there, and a title that says which ones to give where they are not. */
export function measuredWith(title: string, names: readonly string[]) {
  const isThere = names.every((name) => existsSync(dataFile(name)));
  const note = isThere
    ? title
    : `${title} skipped: set LACUNA_DATA to a folder with ${names.join(' and ')}`;
  return { isThere, note };
}

export const movieLens = ['ratings/ml-100k.txt', 'ratings/ml-100k-test-0.txt'] as const;

/** The lines of MovieLens-100K that the first split tests with, counted from 0. */
export function heldRatings(): ReadonlySet<number> {
  return new Set(linesOf(movieLens[1]).map(Number));
}

/** The ratings of the first split to learn from, and those to predict. */
export function movieLensSplit(): { readonly train: Triplets; readonly test: Triplets } {
  const held = heldRatings();
  const all = linesOf(movieLens[0]).map((line) => line.split('::').map(Number));
  const part = (isHeld: boolean) => {
    const kept = all.filter((_, k) => held.has(k) === isHeld);
    const field = (f: number, less: number) => kept.map((rating) => (rating[f] as number) - less);
    return { rows: 943, cols: 1682, row: field(0, 1), col: field(1, 1), values: field(2, 0) };
  };
  return { train: part(false), test: part(true) };
}

/** Mean of (predicted − rating)². */
export function meanSquare(predicted: ArrayLike<number>, { values }: Triplets): number {
  const squares = Array.from(values, (value, k) => ((predicted[k] as number) - value) ** 2);
  return squares.reduce((sum, square) => sum + square, 0) / squares.length;
}

function linesOf(name: string): string[] {
  return readFileSync(dataFile(name), 'utf8').trimEnd().split('\n');
}
