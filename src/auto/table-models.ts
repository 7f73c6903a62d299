import type { Lines } from '../standardize.js';
import type { Candidate, Case } from './candidates.js';
import { secondsPerSweep, usualSweeps } from './factor-time.js';
import { chosenRank, exactRank } from './growing-rank.js';
import { isGrid, isSmooth } from './look.js';

/** Methods that do not look at the order of rows and columns, and take seconds at most. */
export function tableModels(given: Case): Candidate[] {
  const { fewer, look } = given;
  const bias = meansOf(given);
  const cheap = [...neighbours(given), softImpute(given)];
  if (isGrid(look)) return [bias, fewProducts(given), ...cheap];
  const [exact, chosen] = lowRankModels(given);
  const models = [chosen, ...cheap, ...more(given)];
  const isStandardizing = fewer !== undefined && !isSmooth(look);
  const standardized = isStandardizing ? models.map((model) => standardizing(model, fewer)) : [];
  return [bias, exact, ...models, ...gaussians(given), ...standardized, ...forests(given)];
}

/** How strongly columns (or rows) are taken not to correlate, and what their values are like. */
const normals = [
  { shrinkage: 0.1 },
  { shrinkage: 0.5 },
  { shrinkage: 2 },
  { shrinkage: 0.1, marginals: 'empirical' },
  { shrinkage: 0.5, marginals: 'empirical' },
] as const;
/** More columns hang together by a low rank rather than each with each, and their covariance takes long. */
const mostPositions = 64;

interface Side {
  readonly over: 'rows' | 'cols';
  readonly lines: number;
  readonly positions: number;
}

/** Lines that are draws of one thing, where there are enough of them for each position. */
function drawnSides({ rows, cols }: Case): Side[] {
  const sides: Side[] = [
    { over: 'rows', lines: rows, positions: cols },
    { over: 'cols', lines: cols, positions: rows },
  ];
  return sides.filter(({ lines, positions }) => positions <= Math.min(mostPositions, 2 * lines));
}

const forest = { trees: 30, steps: 4 };
/** Rows of a leaf at least: columns that are steps of others want small leaves. */
const leaves = [1, 3];
/** Trees on fewer lines won by luck as often as in truth: with 45 tables of fewer, errors grew by half a percent. */
const fewestLines = 50;
/** Of the time of all models; where neighbours are alike that is better spent on patches. */
const shareOfTime = { smooth: 0.05, other: 0.25 };

/** Columns (or rows) that hang on others by steps and bends. */
function forests(given: Case): Candidate[] {
  const { trees, steps } = forest;
  const share = isSmooth(given.look) ? shareOfTime.smooth : shareOfTime.other;
  return drawnSides(given)
    .filter(({ lines }) => lines >= fewestLines)
    .flatMap(({ over, lines, positions }) =>
      leaves.map((leaf) => ({
        name: `forest over ${over}, leaf ${leaf}`,
        kind: 'table' as const,
        options: { method: { type: 'forest', over, trees, leaf }, stopping: { steps } } as const,
        seconds: 0.005 + 3e-9 * steps * trees * positions ** 2 * lines * Math.log2(lines + 1),
      })),
    )
    .filter(({ seconds }) => seconds <= share * given.seconds);
}

/** Each standardises its columns (or rows) itself. */
function gaussians(given: Case): Candidate[] {
  return drawnSides(given).flatMap(({ over, lines, positions }) => {
    const missing = given.look.missing * positions;
    const perLine = missing ** 3 + missing ** 2 * positions + 2 * positions ** 2;
    return normals.map((settings) => ({
      name: `gaussian over ${over}, ${Object.entries(settings).flat().join(' ')}`,
      kind: 'table',
      options: { method: { type: 'gaussian', over, ...settings }, validation: {} },
      seconds: 0.005 + 6e-9 * (lines * perLine + 2 * positions ** 3),
    }));
  });
}

function standardizing(model: Candidate, lines: Lines): Candidate {
  const { name, options } = model;
  return {
    ...model,
    name: `${name}, ${lines} standardised`,
    options: { ...options, standardize: lines },
  };
}

function meansOf({ rows, cols }: Case): Candidate {
  return {
    name: 'bias',
    kind: 'table',
    options: { method: 'bias' },
    seconds: 1e-7 * rows * cols,
  };
}

function softImpute({ rows, cols }: Case): Candidate {
  return {
    name: 'soft-impute',
    kind: 'table',
    options: { method: 'soft-impute', validation: {} },
    seconds: 2e-8 * rows * cols * Math.min(rows, cols),
  };
}

/** Low ranks without noise, and with. */
export function lowRankModels(given: Case): [exact: Candidate, chosen: Candidate] {
  const entries = countOf(given.given);
  return [
    { ...exactRank(given, entries), kind: 'table' },
    { ...chosenRank(given, entries, given.effort), kind: 'table' },
  ];
}

/** Functions of both coordinates are often sums of a few products; so small a rank takes little time on a picture. */
function fewProducts(given: Case): Candidate {
  return { ...exactRank(given, countOf(given.given), 6), kind: 'table' };
}

function countOf(given: Uint8Array): number {
  return given.reduce((count, is) => count + is, 0);
}

/** On a grid they never lead, and their time is better spent on patches. */
function more(given: Case): Candidate[] {
  return [
    gibbs(given, { rank: 10 }),
    // Few rows or columns have no rank of 20.
    ...(Math.min(given.rows, given.cols) > 10 ? [gibbs(given, { rank: 20 })] : []),
    concave(given, 'irnn'),
    concave(given, 'isvta'),
    gibbs(given, { rank: 10, precision: 20 }),
    gibbs(given, { rank: 10, precision: 200 }),
    gibbs(given, { rank: 10, precision: 5000 }),
  ];
}

/** Penalties that take less off large singular values than the nuclear norm does. */
function concave({ rows, cols }: Case, method: 'irnn' | 'isvta'): Candidate {
  return {
    name: method,
    kind: 'table',
    options: { method, validation: {} },
    seconds: 4e-8 * rows * cols * Math.min(rows, cols),
  };
}

interface Sampled {
  readonly rank: number;
  /** Left out: that of the method. */
  readonly precision?: number;
}

/** Factors with priors: what is not noise is told from it by how much each row and column says. */
function gibbs({ rows, cols, given }: Case, { rank, precision }: Sampled): Candidate {
  const entries = countOf(given);
  const told = precision === undefined ? '' : `, precision ${precision}`;
  return {
    name: `bpmf, rank ${rank}${told}`,
    kind: 'table',
    options: {
      method: { type: 'bpmf', rank, ...(precision !== undefined && { precision }) },
    },
    seconds: usualSweeps * secondsPerSweep({ entries, lines: rows + cols, rank }),
  };
}

/** Numbers of neighbours that are tried; the first one where time is short. */
const counts = [5, 12, 24];

function neighbours({ rows, cols, effort }: Case): Candidate[] {
  return (effort === 'fast' ? counts.slice(0, 1) : counts).flatMap((k) =>
    (['rows', 'cols'] as const).map((over) => ({
      name: `knn, ${k} nearest ${over}`,
      kind: 'table',
      options: { method: { type: 'knn', over, k, weights: 'distance' } },
      seconds: 2e-10 * rows * cols * (over === 'rows' ? rows : cols) + 0.01,
    })),
  );
}
