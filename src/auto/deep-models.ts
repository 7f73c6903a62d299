import type { Options } from '../options/schema.js';
import type { Candidate, Case } from './candidates.js';
import type { Effort } from './effort.js';
import { isGrid, isSmooth } from './look.js';

interface DeepModel {
  readonly name: string;
  readonly options: Options;
  /** Steps beyond which it is not trained. */
  readonly most: number;
}

const chain: DeepModel = { name: 'dmf', options: { method: 'dmf' }, most: 60_000 };

const variation: DeepModel = { name: 'rdmf', options: { method: 'rdmf' }, most: 20_000 };

/** For tables most of whose entries are one value, such as interactions. */
const absolute: DeepModel = {
  name: 'airnet, l1',
  options: {
    method: 'airnet',
    fidelity: 'l1',
    regularizers: (['rows', 'cols'] as const).map((over) => ({
      type: 'adaptive-laplacian',
      over,
      weight: 2,
    })),
  },
  most: 8000,
};

/** Up to so many distinct values, a table is taken for one of kinds and not of amounts. */
const fewValues = 4;

/** Share of the time that deep models may take together. */
const shareOfDeep = 0.8;

/** Deep models, which share their part of the time. */
export function deepModels(given: Case): Candidate[] {
  const chosen = chosenFor(given);
  return chosen.map((model) => trained(model, given, chosen.length));
}

function chosenFor({ look, effort }: Case): readonly DeepModel[] {
  const byEffort: Readonly<Record<Effort, readonly DeepModel[]>> = {
    fast: [],
    balanced: isGrid(look) ? [] : [look.values <= fewValues ? absolute : chain],
    best: isGrid(look) ? [chain] : [chain, isSmooth(look) ? variation : absolute],
  };
  return byEffort[effort];
}

/** Where held entries look, as shares of all steps. */
const lookedAt = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1];

function trained({ name, options, most }: DeepModel, given: Case, among: number): Candidate {
  const share = (shareOfDeep * given.seconds) / among;
  const step = secondsPerStep(given);
  const steps = Math.max(1, Math.min(most, Math.floor(share / step)));
  const looks = lookedAt.map((part) => Math.ceil(part * steps));
  return {
    name,
    kind: 'deep',
    options: { ...options, stopping: { steps } },
    looks: [...new Set(looks)],
    seconds: steps * step,
  };
}

/**
 * Ten products of rows × cols × the shorter or longer side, at the rate of two cores; or the factors and the
 * Laplacian of the rows, which are most of it in a tall matrix.
 */
function secondsPerStep({ rows, cols }: Case): number {
  const products = (9.2 * rows * cols * (rows + cols)) / 2e11;
  return Math.max(products, 5e-9 * (2 * rows ** 2 + rows * cols));
}
