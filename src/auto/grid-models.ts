import type { Shape } from '../matrix.js';
import type { Options } from '../options/schema.js';
import type { Candidate, Case } from './candidates.js';
import { isGrid } from './look.js';

/** Surfaces through the observed entries; where one direction is smooth, along that one as well. */
export function surfaces(given: Case): Candidate[] {
  const { look } = given;
  return isGrid(look)
    ? [...both(given), surface(given, { type: 'telea', secondsEach: 1e-6 })]
    : [...both(given, look.alongRows > look.alongCols ? alongRows : alongCols), ...both(given)];
}

/** Curves along lines that have units of their own: one of them may be a series though all together are none. */
export function alongLines(given: Case): Candidate[] {
  const { lines } = given;
  if (lines === undefined) return [];
  return both(given, lines === 'rows' ? alongRows : alongCols);
}

function both(given: Case, along?: Along): Candidate[] {
  return [
    surface(given, { type: 'harmonic', secondsEach: 2e-6 }, along),
    surface(given, { type: 'biharmonic', secondsEach: 8e-6 }, along),
  ];
}

interface Surface {
  readonly type: 'harmonic' | 'biharmonic' | 'telea';
  readonly secondsEach: number;
}

function surface(
  { rows, cols, look }: Case,
  { type, secondsEach }: Surface,
  along?: Along,
): Candidate {
  return {
    name: along ? `${type} along ${along.name}` : type,
    kind: 'surface',
    options: { method: { type, ...along?.weights } },
    seconds: secondsEach * look.missing * rows * cols + 0.01,
  };
}

/** A direction, and weights that hardly look across it. */
interface Along {
  readonly name: 'rows' | 'cols';
  readonly weights: { readonly rowWeight?: number; readonly colWeight?: number };
}

const alongRows: Along = { name: 'rows', weights: { colWeight: 0.001 } };
const alongCols: Along = { name: 'cols', weights: { rowWeight: 0.001 } };

interface NonlocalSettings {
  readonly start: 'biharmonic' | 'telea';
  readonly levels: number;
  readonly patch: number;
  readonly radius: number;
  readonly similar: number;
  readonly stride: number;
  readonly steps: number;
}

const quick = { levels: 3, patch: 6, radius: 12, similar: 32, stride: 4, steps: 6 };
const usual = { levels: 3, patch: 8, radius: 12, similar: 48, stride: 3, steps: 20 };
const wide = { levels: 3, patch: 12, radius: 20, similar: 48, stride: 3, steps: 20 };
const widest = { levels: 3, patch: 16, radius: 24, similar: 48, stride: 3, steps: 20 };

/** A quick one, then small patches for detail between single entries and wide ones for structure in holes. */
const nonlocalSettings: readonly NonlocalSettings[] = [
  { start: 'telea', ...quick },
  { start: 'telea', ...usual },
  { start: 'biharmonic', ...usual },
  { start: 'telea', ...wide },
  { start: 'biharmonic', ...wide },
  { start: 'telea', ...wide, levels: 4 },
  { start: 'biharmonic', ...usual, steps: 40 },
  { start: 'telea', ...widest },
  { start: 'telea', ...usual, levels: 1 },
  { start: 'biharmonic', ...widest },
];

/** Groups of similar patches, from coarse to fine. */
export function patchModels(given: Case): Candidate[] {
  return nonlocalSettings.map((settings) => patches(settings, given));
}

function patches(settings: NonlocalSettings, { rows, cols, given }: Case): Candidate {
  const { start, levels, patch, similar, stride, steps } = settings;
  const method = { type: 'nonlocal', ...settings } as const;
  const groups = (rows * cols * shareOfWindows(given, { rows, cols }, patch)) / stride ** 2;
  const of = `${levels} ${levels === 1 ? 'level' : 'levels'}, ${steps} steps`;
  return {
    name: `nonlocal, ${patch}×${patch}, ${of}, from ${start}`,
    kind: 'patches',
    options: { method } satisfies Options,
    seconds: perGroup * patch * (similar / 48) * coarser * groups * steps + 0.02,
  };
}

/** Seconds for a group of 48 patches in a step, for each entry of the side of a patch. */
const perGroup = 1.75e-6;
/** Coarser grids take a third more. */
const coarser = 4 / 3;

/** Share of the windows side×side in which an entry is not given. */
export function shareOfWindows(given: Uint8Array, { rows, cols }: Shape, side: number): number {
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
