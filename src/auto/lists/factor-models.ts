import type { SparseOptions } from '../../options/schema.js';
import { secondsPerSweep, usualSweeps } from '../factor-time.js';
import type { ListCase, Proposal } from './candidates.js';
import type { PlacesSide } from './places.js';

/** Factors with priors: what is not noise is told from it by how much each row and column says. */
export function factorModels(given: ListCase): Proposal[] {
  const { effort, entries, rows, cols } = given;
  return [
    {
      turn: 0,
      name: 'bias',
      options: { method: 'bias' },
      seconds: 6e-7 * entries + 1e-6 * (rows + cols),
    },
    ...(effort === 'fast' ? quick(given) : usual(given)),
    als(given, { turn: 2, rank: 10, lambda: 11 }),
    gibbs(given, { turn: 2, rank: 10 }),
    gibbs(given, { turn: 4, rank: 20 }),
    gibbs(given, { turn: 5, rank: 10, precision: 20 }),
    gibbs(given, { turn: 5, rank: 10, precision: 200 }),
    gibbs(given, { turn: 5, rank: 10, precision: 5000 }),
    als(given, { turn: 7, rank: 10, lambda: 11, places: 'below' }),
    als(given, { turn: 7, rank: 10, lambda: 11, places: 'beside' }),
    ...(effort === 'fast' ? [] : more(given)),
    ...(effort === 'best' ? most(given) : []),
  ];
}

function quick(given: ListCase): Proposal[] {
  const first = longerSide(given);
  return sides.map((places) =>
    gibbs(given, { turn: places === first ? 0 : 3, rank: 10, sweeps: 60, places }),
  );
}

/** Places tell most of the longer side, whose lines have fewer entries each. */
function longerSide({ rows, cols }: ListCase): PlacesSide {
  return cols >= rows ? 'below' : 'beside';
}

function usual(given: ListCase): Proposal[] {
  return sides.map((places) => gibbs(given, { turn: 3, rank: 20, places }));
}

const sides: readonly PlacesSide[] = ['below', 'beside'];

function more(given: ListCase): Proposal[] {
  return [
    gibbs(given, { turn: 8, rank: 50, places: 'below' }),
    gibbs(given, { turn: 8, rank: 50, places: 'beside' }),
    gibbs(given, { turn: 8, rank: 50 }),
    als(given, { turn: 8, rank: 5, lambda: 8 }),
    als(given, { turn: 8, rank: 10, lambda: 0.3 }),
  ];
}

function most(given: ListCase): Proposal[] {
  return [
    gibbs(given, { turn: 10, rank: 20, places: 'below', sweeps: 420 }),
    gibbs(given, { turn: 10, rank: 20, places: 'beside', sweeps: 420 }),
    gibbs(given, { turn: 10, rank: 20, sweeps: 420 }),
    gibbs(given, { turn: 11, rank: 50, places: 'below', sweeps: 420 }),
    gibbs(given, { turn: 11, rank: 50, sweeps: 420 }),
  ];
}

interface Factored {
  readonly turn: number;
  readonly rank: number;
  readonly places?: PlacesSide;
}

interface Sampled extends Factored {
  /** Left out: that of the method. */
  readonly precision?: number;
  readonly sweeps?: number;
}

function gibbs(given: ListCase, { precision, sweeps, ...part }: Sampled): Proposal {
  const { turn, rank, places } = part;
  const told = [
    precision === undefined ? [] : `precision ${precision}`,
    sweeps === undefined ? [] : `${sweeps} sweeps`,
  ].flat();
  return {
    turn,
    name: nameOf('bpmf', part, told),
    options: {
      method: {
        type: 'bpmf',
        rank,
        ...(precision !== undefined && { precision }),
        // Values and places of one line are not equally noisy.
        ...(places && { degrees: 'none' as const }),
      },
      ...(sweeps !== undefined && { stopping: { steps: sweeps } }),
    },
    ...(places && { places }),
    seconds: (sweeps ?? usualSweeps) * secondsOfSweep(given, part),
  };
}

const usualSteps = 50;

function als(
  given: ListCase,
  { lambda, ...part }: Factored & { readonly lambda: number },
): Proposal {
  const { turn, rank, places } = part;
  const options: SparseOptions = {
    method: { type: 'als', regularization: 'plain', rank, lambda },
  };
  return {
    turn,
    name: nameOf('als', part, [`lambda ${lambda}`]),
    options,
    ...(places && { places }),
    seconds: usualSteps * secondsOfSweep(given, part),
  };
}

function nameOf(method: string, { rank, places }: Factored, told: readonly string[]): string {
  return [method, `rank ${rank}`, ...told, ...(places ? [`places ${places}`] : [])].join(', ');
}

function secondsOfSweep({ rows, cols, entries }: ListCase, { rank, places }: Factored): number {
  const beside = places === 'below' ? rows : places === 'beside' ? cols : 0;
  return secondsPerSweep({
    entries: places ? 3 * entries : entries,
    lines: rows + cols + beside,
    rank,
  });
}
