import type { Shape } from '../matrix.js';
import type { Options } from '../options/schema.js';
import type { Candidate, Case } from './candidates.js';

interface NonlocalSettings {
  readonly start: 'biharmonic' | 'telea';
  readonly levels: number;
  readonly patch: number;
  readonly radius: number;
  readonly similar: number;
  readonly stride: number;
  readonly steps: number;
  readonly noise: { readonly from: number; readonly to: number };
}

/** Ends of the path of σ, as shares of the range: from the strong one even far patches settle anew. */
const usualNoise = { from: 60 / 255, to: 2 / 255 };
const strongNoise = { from: 100 / 255, to: 2 / 255 };

const quick: NonlocalSettings = {
  start: 'telea',
  levels: 3,
  patch: 6,
  radius: 12,
  similar: 32,
  stride: 4,
  steps: 6,
  noise: usualNoise,
};
const fine = { ...quick, patch: 8, similar: 48, steps: 40 };
const finest = { ...fine, similar: 96, steps: 80, noise: strongNoise };
const middle = { ...finest, patch: 12, stride: 6, radius: 20, similar: 48 };
const wide = { ...middle, patch: 16, stride: 8, radius: 24 };
const wider = { ...wide, patch: 24, stride: 12, radius: 40 };
const widest = { ...wider, similar: 96 };

/** Cheap ones, with small patches and with wide ones. */
const scouts: readonly NonlocalSettings[] = [quick, { ...wide, similar: 32, steps: 40 }];

/** Small patches for detail between single entries. */
const detail: readonly NonlocalSettings[] = [
  fine,
  middle,
  { ...fine, start: 'biharmonic' },
  finest,
  { ...fine, levels: 1 },
];

/** Wide ones for structure in holes. */
const structure: readonly NonlocalSettings[] = [
  wide,
  wider,
  widest,
  { ...widest, patch: 32, stride: 16 },
  { ...wide, start: 'biharmonic' },
  { ...wide, levels: 4 },
];

/** Cheap models of patches, which say whether others are worth a try. */
export function patchScouts(given: Case): Candidate[] {
  return scouts.map((settings) => patches(settings, given));
}

/**
 * Groups of similar patches, from coarse to fine. Patches that overlap by half are as good as denser ones, and many
 * steps are worth more.
 */
export function patchModels(given: Case): Candidate[] {
  const ordered = hasHoles(given) ? [...structure, ...detail] : [...detail, ...structure];
  return ordered.map((settings) => patches(settings, given));
}

/** A hole is wider than that. */
const holeSide = 5;
/** Of the entries that are not given, such that a window about them holds nothing else. */
const leastInside = 0.1;

/** Whether entries are not given in pieces, rather than one by one. */
function hasHoles({ given, rows, cols }: Case): boolean {
  const missing = given.map((is) => 1 - is);
  const all = missing.reduce((count, is) => count + is, 0) / missing.length;
  const inside = 1 - shareOfWindows(missing, { rows, cols }, holeSide);
  return inside >= leastInside * all;
}

/** Steps between two searches for similar patches. */
const matchEvery = 8;

function patches(settings: NonlocalSettings, { rows, cols, given }: Case): Candidate {
  const { start, levels, patch, similar, stride, steps } = settings;
  const method = { type: 'nonlocal', ...settings, matchEvery } as const;
  const groups = (rows * cols * shareOfWindows(given, { rows, cols }, patch)) / stride ** 2;
  const over = levels === 1 ? '1 level' : `${levels} levels`;
  const of = `${similar} of ${patch}×${patch}, ${over}, ${steps} steps`;
  return {
    name: `nonlocal, ${of}, from ${start}`,
    kind: 'patches',
    options: { method } satisfies Options,
    seconds: secondsOfGroup(settings) * (levels > 1 ? coarser : 1) * groups * steps + 0.02,
  };
}

/** Of one group in one step: its Gram matrix, the eigenvectors of that, and its share of a search. */
function secondsOfGroup({ patch, radius, similar }: NonlocalSettings): number {
  const entries = patch ** 2;
  const side = Math.min(entries, similar);
  const gram = 2e-11 * entries * similar * side + 6.5e-11 * side ** 3;
  const search = ((2 * radius + 1) ** 2 / matchEvery) * (2.4e-11 * entries + 1.7e-8);
  return gram + search;
}

/** Coarser grids take a third more. */
const coarser = 4 / 3;

/** Share of the windows side×side in which an entry is not given. */
function shareOfWindows(given: Uint8Array, { rows, cols }: Shape, side: number): number {
  const [height, width] = [Math.min(side, rows), Math.min(side, cols)];
  // sums[(i, j)]: entries that are missing above and to the left of (i, j), (rows + 1)×(cols + 1).
  const sums = new Uint32Array((rows + 1) * (cols + 1));
  let open = 0;
  for (let i = 1; i <= rows; i++) {
    let line = 0;
    for (let j = 1; j <= cols; j++) {
      line += given[(i - 1) * cols + j - 1] ? 0 : 1;
      sums[i * (cols + 1) + j] = (sums[(i - 1) * (cols + 1) + j] as number) + line;
      if (i < height || j < width) continue;
      const at = (up: number, left: number) => sums[(i - up) * (cols + 1) + j - left] as number;
      if (at(0, 0) - at(height, 0) - at(0, width) + at(height, width) > 0) open++;
    }
  }
  return open / ((rows - height + 1) * (cols - width + 1));
}
