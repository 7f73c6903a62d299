import type { StopReason, Trial, ValidationReport } from '../completion.js';
import { LacunaError } from '../errors.js';
import type { Series } from '../instruments.js';
import { assigned, type Tree } from '../options/assign.js';
import type { Held } from './held.js';

/** Values to try of options by their dotted names, or none. */
export type Candidates = Readonly<Record<string, readonly unknown[]>> | undefined;

/** What a trial said of one combination. */
export interface Judgement extends Pick<Trial, 'error' | 'steps'> {
  /** All steps that it took. */
  readonly taken: number;
  readonly seconds: number;
  /** Why it was no longer; `validation` where its last step was not the best one. */
  readonly stopReason: StopReason;
  readonly curve?: Series;
}

/** The combination that predicts held entries best. */
export interface Choice<Options> {
  readonly options: Options;
  readonly judgement: Judgement;
  readonly report: ValidationReport;
}

/** How combinations are tried. */
export interface Tuning<Options> {
  readonly candidates: Candidates;
  readonly held: Held;
  /** Options from what was given with a combination in it; throws for values that it cannot take. */
  readonly parse: (given: Tree) => Options;
  readonly judge: (options: Options) => Promise<Judgement>;
}

/**
 * Tries every combination of the candidates, one after the other, and takes the first with the least
 * error.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a value that the options cannot take, before
 * anything is tried; `LACUNA_INVALID_INPUT` when there are candidates and no error is a number
 */
export async function choose<Options>(
  given: Tree,
  { candidates, held, parse, judge }: Tuning<Options>,
): Promise<Choice<Options>> {
  const { tune: _tune, ...base } = given;
  const combined = combinations(candidates ?? {}).map((values) => ({
    values,
    options: parse(withValues(base, values)),
  }));
  const judgements: Judgement[] = [];
  for (const { options } of combined) judgements.push(await judge(options));
  const best = candidates ? leastOf(judgements) : 0;
  const judgement = judgements[best] as Judgement;
  const tried = combined.map(({ values }, at): Trial => {
    const { error, steps } = judgements[at] as Judgement;
    return { options: values, error, steps };
  });
  const { error, steps, curve } = judgement;
  const report = {
    entries: held.count,
    error,
    steps,
    seconds: judgements.reduce((sum, { seconds }) => sum + seconds, 0),
    ...(curve && { curve }),
    ...(candidates && { tried }),
  };
  return { options: combined[best]?.options as Options, judgement, report };
}

/** Every combination of values, the last name changing fastest. */
export function combinations(
  candidates: NonNullable<Candidates>,
): Readonly<Record<string, unknown>>[] {
  return Object.entries(candidates).reduce<Record<string, unknown>[]>(
    (all, [name, values]) =>
      all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

function withValues(base: Tree, values: Readonly<Record<string, unknown>>): Tree {
  return Object.entries(values).reduce(
    (tree, [name, value]) => assigned(tree, name.split('.'), value),
    base,
  );
}

function leastOf(tried: readonly Judgement[]): number {
  const errors = tried.map(({ error }) => (Number.isFinite(error) ? error : Infinity));
  const least = Math.min(...errors);
  if (least < Infinity) return errors.indexOf(least);
  throw new LacunaError(
    'LACUNA_INVALID_INPUT',
    `Expected finite errors at held entries but all ${tried.length} runs diverged`,
  );
}
