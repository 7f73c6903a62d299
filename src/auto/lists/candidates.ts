import { classicPart } from '../../classic/index.js';
import type { Shape } from '../../matrix.js';
import { classicNames } from '../../methods/names.js';
import type { SparseOptions } from '../../options/schema.js';
import type { Effort } from '../effort.js';
import type { Entries } from './entries.js';
import { factorModels } from './factor-models.js';
import { lowRankModels } from './low-rank-models.js';
import { neighbourModels } from './neighbour-models.js';
import type { PlacesSide } from './places.js';

/** A model that `auto` may use for listed entries. */
export interface ListCandidate {
  readonly name: string;
  /** What `completeSparse` is called with, beside what all runs share. */
  readonly options: SparseOptions;
  /** Left out: it sees the entries alone. */
  readonly places?: PlacesSide;
  /** About how long a run takes, on two cores. */
  readonly seconds: number;
}

/** What models are proposed for. */
export interface ListCase extends Shape {
  readonly entries: number;
  /** Σ n² over rows with n entries, and over columns. */
  readonly squares: { readonly rows: number; readonly cols: number };
  readonly effort: Effort;
  /** Whether all that is predicted is known before: only then methods without factors are of use. */
  readonly hasPlaces: boolean;
}

/** What is known of entries before they are looked at. */
export function caseOf(
  { rows, cols, offsets, indices }: Entries,
  { effort, hasPlaces }: Pick<ListCase, 'effort' | 'hasPlaces'>,
): ListCase {
  const inCol = new Float64Array(cols);
  for (const col of indices) inCol[col] = (inCol[col] as number) + 1;
  const inRow = Float64Array.from(
    { length: rows },
    (_, i) => (offsets[i + 1] as number) - (offsets[i] as number),
  );
  const squares = { rows: sumOfSquares(inRow), cols: sumOfSquares(inCol) };
  return { rows, cols, entries: indices.length, squares, effort, hasPlaces };
}

function sumOfSquares(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + count * count, 0);
}

/** Models for a list, those before others that are worth more for their time. */
export function listCandidates(given: ListCase): ListCandidate[] {
  const kinds = [neighbourModels(given), factorModels(given), lowRankModels(given)];
  return kinds
    .flat()
    .sort((a, b) => a.turn - b.turn)
    .map(({ turn: _turn, ...candidate }) => candidate)
    .filter((candidate) => given.hasPlaces || hasFactors(candidate));
}

/** A proposal and when its turn is, among those of all kinds. */
export type Proposal = ListCandidate & { readonly turn: number };

/** Whether X comes in factors. */
export function hasFactors({ options: { method } }: Pick<ListCandidate, 'options'>): boolean {
  const name = typeof method === 'object' ? method.type : method;
  const classical = classicNames.find((one) => one === name);
  return classical === undefined || classicPart(classical).sparse === 'factors';
}
