import type { Shape } from '../matrix.js';
import type { Options } from '../options/schema.js';
import { budgets, type Effort, secondsFor } from './effort.js';
import type { Look } from './look.js';

/** A model that `auto` may use. */
export interface Candidate {
  readonly name: string;
  /** What `complete` is called with, beside what all runs share. */
  readonly options: Options;
  /** About how long a run takes, on two cores. */
  readonly seconds: number;
}

/** A model that goes on from a completion. */
export interface Refinement extends Omit<Candidate, 'options'> {
  readonly options: (start: Float64Array) => Options;
}

/** A model that may be tried: by itself, or on from the blend of those that stand by themselves. */
export type Proposal =
  | { readonly stage: 'first'; readonly model: Candidate }
  | { readonly stage: 'refinement'; readonly model: Refinement };

/** What a plan depends on. */
export interface Case extends Shape {
  readonly look: Look;
  readonly effort: Effort;
}

/** From this likeness of neighbours on, a matrix is taken for data on a grid. */
const leastLikeness = 0.5;

/** Whether neighbours in both directions are alike, as in a picture. */
export function isGrid({ alongRows, alongCols }: Look): boolean {
  return alongRows >= leastLikeness && alongCols >= leastLikeness;
}

/** Whether neighbours in one direction are, as where columns are times. */
export function isSmooth({ alongRows, alongCols }: Look): boolean {
  return alongRows >= leastLikeness || alongCols >= leastLikeness;
}

/** The models for a matrix, those before others that are worth more for their time. */
export function proposalsFor(given: Case): Proposal[] {
  const grid = isGrid(given.look);
  const first = (models: readonly Candidate[]): Proposal[] =>
    models.map((model) => ({ stage: 'first', model }));
  const refinements = grid ? patches(given) : [];
  return [
    ...first(isSmooth(given.look) ? surfaces(given) : []),
    ...refinements.map((model): Proposal => ({ stage: 'refinement', model })),
    ...first(tables(given)),
    ...first(deep(given)),
  ];
}

/** Surfaces through the observed entries. */
function surfaces({ rows, cols, look }: Case): Candidate[] {
  const missing = look.missing * rows * cols;
  return [
    { name: 'harmonic', options: { method: 'harmonic' }, seconds: 2e-6 * missing + 0.01 },
    { name: 'biharmonic', options: { method: 'biharmonic' }, seconds: 8e-6 * missing + 0.01 },
  ];
}

/** Nonlocal low rank, from a completion that is there. */
function patches({ rows, cols, look, effort }: Case): Refinement[] {
  const touched = rows * cols * Math.min(1, 12 * look.missing);
  const refinement = (settings: NonlocalSettings): Refinement => ({
    name: `nonlocal, patches ${settings.patch}×${settings.patch}`,
    options: (data) => ({ method: { type: 'nonlocal', ...settings, start: { data, rows, cols } } }),
    seconds: (touched / settings.stride ** 2) * settings.steps * secondsPerGroup(settings),
  });
  const byEffort: Readonly<Record<Effort, readonly NonlocalSettings[]>> = {
    fast: [{ patch: 6, similar: 32, stride: 4, steps: 6 }],
    balanced: [{ patch: 8, similar: 48, stride: 3, steps: 16 }],
    best: [
      { patch: 8, similar: 48, stride: 3, steps: 40 },
      { patch: 6, similar: 32, stride: 3, steps: 40 },
    ],
  };
  return byEffort[effort].map(refinement);
}

interface NonlocalSettings {
  readonly patch: number;
  readonly similar: number;
  readonly stride: number;
  readonly steps: number;
}

function secondsPerGroup({ patch, similar }: NonlocalSettings): number {
  return 1e-8 * patch ** 2 * similar;
}

/** Methods that do not look at the order of rows and columns. */
function tables({ rows, cols, look, effort }: Case): Candidate[] {
  const entries = rows * cols;
  const observed = (1 - look.missing) * entries;
  const shorter = Math.min(rows, cols);
  return [
    { name: 'bias', options: { method: 'bias' }, seconds: 1e-7 * observed },
    ...(['rows', 'cols'] as const).map((over) => ({
      name: `knn over ${over}`,
      options: {
        method: { type: 'knn', over, weights: 'distance' },
        ...(effort !== 'fast' && { tune: { 'method.k': [3, 6, 12, 24] } }),
      } satisfies Options,
      seconds:
        (effort === 'fast' ? 1 : 5) * 2e-10 * entries * (over === 'rows' ? rows : cols) + 0.01,
    })),
    {
      name: 'soft-impute',
      options: { method: 'soft-impute', validation: {} },
      seconds: 1e-7 * entries * shorter,
    },
    {
      name: 'lmafit',
      options: { method: 'lmafit', validation: {} },
      seconds: 2e-8 * entries * shorter,
    },
  ];
}

/** Deep models; held entries pick the number of steps, and they share the rest of the time. */
function deep(given: Case): Candidate[] {
  const chain = { name: 'dmf', options: { method: 'dmf' }, most: 40000 } as const;
  const variation = { name: 'rdmf', options: { method: 'rdmf' }, most: 20000 } as const;
  const absolute = { name: 'airnet, l1', options: absoluteAirnet, most: 8000 } as const;
  const byEffort: Readonly<Record<Effort, readonly DeepModel[]>> = {
    fast: [],
    balanced: isGrid(given.look) ? [] : [chain],
    best: isSmooth(given.look) ? [chain, variation] : [chain, absolute],
  };
  const chosen = byEffort[given.effort];
  return chosen.map((model) => trained(model, given, chosen.length));
}

interface DeepModel {
  readonly name: string;
  readonly options: Options;
  /** Steps beyond which it is not trained. */
  readonly most: number;
}

/** AIR-Net for tables most of whose entries are one value, such as interactions. */
const absoluteAirnet: Options = {
  method: 'airnet',
  fidelity: 'l1',
  regularizers: (['rows', 'cols'] as const).map((over) => ({
    type: 'adaptive-laplacian',
    over,
    weight: 2,
  })),
};

/** A run that is judged and then repeated takes each step twice. */
const passes = 2;

function trained({ name, options, most }: DeepModel, given: Case, among: number): Candidate {
  const { rows, cols, effort } = given;
  const runs = passes * (budgets[effort].splits + 1);
  const share = (shareOfDeep * secondsFor(effort, rows * cols)) / among;
  const step = secondsPerStep(given);
  const steps = Math.max(1, Math.min(most, Math.floor(share / (runs * step))));
  return {
    name,
    options: { ...options, validation: {}, stopping: { steps } },
    seconds: passes * steps * step,
  };
}

/** Share of the time that deep models may take together. */
const shareOfDeep = 0.6;

/** Ten products of rows × cols × the shorter or longer side, at the rate of two cores. */
function secondsPerStep({ rows, cols }: Case): number {
  return (9.2 * rows * cols * (rows + cols)) / 3e11;
}
