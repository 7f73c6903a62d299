import type { Shape } from '../matrix.js';
import type { Options } from '../options/schema.js';
import type { Lines } from '../standardize.js';
import { deepModels } from './deep-models.js';
import type { Effort } from './effort.js';
import { isGrid, isSmooth, type Look } from './look.js';
import { patchModels, patchScouts } from './patch-models.js';
import { alongLines, surfaces } from './surface-models.js';
import { lowRankModels, tableModels } from './table-models.js';

/** A model that `auto` may use. */
export interface Candidate {
  readonly name: string;
  /** `surface` and `patches` need data on a grid; the order of rows and columns means nothing to the others. */
  readonly kind: 'surface' | 'patches' | 'table' | 'deep';
  /** What `complete` is called with, beside what all runs share. */
  readonly options: Options;
  /** Numbers of steps at which it may end, ascending; held entries pick one. Left out: it ends by itself. */
  readonly looks?: readonly number[];
  /** About how long a run takes, on two cores. */
  readonly seconds: number;
}

/** What models are proposed for. */
export interface Case extends Shape {
  readonly look: Look;
  readonly effort: Effort;
  /** 1 where an entry is given to the models, row-major. */
  readonly given: Uint8Array;
  /** Lines that models may standardise on trial. */
  readonly fewer?: Lines | undefined;
  /** Lines that have units of their own, standardised already. */
  readonly lines?: Lines | undefined;
  /** Seconds that all runs of one pass over the models may take, those of deep ones included. */
  readonly seconds: number;
}

/** Models for a matrix, those before others that are worth more for their time. */
export interface Proposals {
  /** Cheap ones of every kind, which say what the others are worth. */
  readonly scouts: readonly Candidate[];
  /** More that look at neighbours, tried where those lead. */
  readonly patches: readonly Candidate[];
  /** More that know no order of rows and columns, tried where methods for tables lead. */
  readonly tables: readonly Candidate[];
}

export function proposalsFor(given: Case): Proposals {
  const { look } = given;
  const smooth = isSmooth(look);
  return {
    scouts: [
      ...(smooth ? [...surfaces(given), ...patchScouts(given)] : alongLines(given)),
      ...tableModels(given),
    ],
    patches: smooth ? patchModels(given) : [],
    tables: [...(isGrid(look) ? lowRankModels(given) : []), ...deepModels(given)],
  };
}
