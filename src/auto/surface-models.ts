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
