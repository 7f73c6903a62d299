import type { Shape } from '../matrix.js';
import type { Options } from '../options/schema.js';
import type { Candidate, Case } from './candidates.js';
import type { Effort } from './effort.js';
import { isGrid, isSmooth, type Look } from './look.js';

interface DeepModel {
  readonly name: string;
  readonly options: Options;
  /** Steps beyond which it is not trained. */
  readonly most: number;
  /** Of one step, roughly. */
  readonly seconds: (shape: Shape) => number;
}

const chain: DeepModel = {
  name: 'dmf',
  options: { method: 'dmf' },
  most: 60_000,
  seconds: secondsOfChain,
};

const variation: DeepModel = {
  name: 'rdmf',
  options: { method: 'rdmf' },
  most: 20_000,
  seconds: secondsOfChain,
};

/** For tables whose rows or columns are alike in groups. */
const adaptive: DeepModel = {
  name: 'airnet',
  options: { method: 'airnet' },
  most: 20_000,
  seconds: secondsOfAdaptive,
};

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
  seconds: secondsOfAdaptive,
};

/** Up to so many distinct values, a table is taken for one of kinds and not of amounts. */
const fewValues = 4;

/** Share of the time that deep models may take together. */
const shareOfDeep = 0.8;

/** Deep models, which share their part of the time. */
export function deepModels(given: Case): Candidate[] {
  const chosen = chosenFor(given);
  const wanted = chosen.map(({ most, seconds }) => most * seconds(given));
  const shares = sharesOf(shareOfDeep * given.seconds, wanted);
  return chosen.map((model, k) => trained(model, given, shares[k] as number));
}

/** Equal shares, but none larger than what is wanted: the others have what is left. */
function sharesOf(total: number, wanted: readonly number[]): number[] {
  const shares = new Array<number>(wanted.length);
  const ascending = wanted.map((want, k) => ({ want, k })).sort((a, b) => a.want - b.want);
  let left = total;
  ascending.forEach(({ want, k }, before) => {
    const share = Math.min(want, left / (wanted.length - before));
    shares[k] = share;
    left -= share;
  });
  return shares;
}

function chosenFor({ look, effort }: Case): readonly DeepModel[] {
  const byEffort: Readonly<Record<Effort, readonly DeepModel[]>> = {
    fast: [],
    balanced: isGrid(look) ? [chain] : forTables(look).slice(0, 1),
    best: isGrid(look) ? [chain] : forTables(look),
  };
  return byEffort[effort];
}

/** The first one is worth most for its time. */
function forTables(look: Look): readonly DeepModel[] {
  if (look.values <= fewValues) return [absolute, chain];
  return [chain, isSmooth(look) ? variation : absolute, adaptive];
}

/** Where held entries look, as shares of all steps. */
const lookedAt = [0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1];

function trained(
  { name, options, most, seconds }: DeepModel,
  given: Case,
  share: number,
): Candidate {
  const step = seconds(given);
  const steps = Math.max(1, Math.min(most, Math.round(share / step)));
  const looks = lookedAt.map((part) => Math.ceil(part * steps));
  return {
    name,
    kind: 'deep',
    options: { ...options, stopping: { steps } },
    looks: [...new Set(looks)],
    seconds: steps * step,
  };
}

/** Products of the inner width, which is the shorter side; thin ones are the slower. */
function secondsOfChain({ rows, cols }: Shape): number {
  return 9.2e-11 * rows * cols * (Math.min(rows, cols) + 30);
}

/** With products of X and both Laplacians, and these themselves, which are most of it in a long matrix. */
function secondsOfAdaptive({ rows, cols }: Shape): number {
  const laplacians = 2e-11 * rows * cols * (rows + cols) + 1.5e-9 * (rows ** 2 + cols ** 2);
  return secondsOfChain({ rows, cols }) + laplacians;
}
