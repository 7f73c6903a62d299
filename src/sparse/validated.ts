import { invalidOption } from '../errors.js';
import type { Tree } from '../options/assign.js';
import { parseSparseOptions } from '../options/parse.js';
import type { ParsedSparseOptions } from '../options/schema.js';
import { validationSchema } from '../options/validation-schema.js';
import { type Held, holdEntries } from '../validation/held.js';
import { choose, type Judgement } from '../validation/tune.js';
import type { SparseCompletion } from './completion.js';
import type { Triplets } from './input.js';
import type { Listing } from './listing.js';
import { orderEntries } from './order.js';

/** Listed entries whose options are judged by those that are held. */
export interface ValidatedSparseRun {
  readonly problem: Listing;
  readonly options: ParsedSparseOptions;
  /** Completes those entries once, or judges a classical method by what is held. */
  readonly complete: (options: ParsedSparseOptions) => Promise<SparseCompletion>;
  readonly judge: (options: ParsedSparseOptions, held: HeldTriplets) => Promise<Judgement>;
}

/** What is held, and the matrix as two lists of triplets. */
export interface HeldTriplets {
  readonly held: Held;
  readonly learned: Triplets;
  readonly judged: Triplets;
}

/**
 * As completeValidated, from listed entries.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a pattern that needs all of the matrix
 */
export async function completeSparseValidated(run: ValidatedSparseRun): Promise<SparseCompletion> {
  const { problem, options } = run;
  const validation = options.validation ?? validationSchema.parse({});
  if (validation.pattern === 'shifted') {
    throw invalidOption("'random' with sparse input", 'validation.pattern', validation.pattern);
  }
  const entries = orderEntries(problem, { offset: 0, range: 1 });
  const held = holdEntries(entries, problem, validation, options.seed);
  const lists = { held, ...separated(entries, problem, held) };
  const chosen = await choose({ ...options } as Tree, {
    candidates: options.tune,
    held,
    parse: parseSparseOptions,
    judge: (candidate) => run.judge(candidate, lists),
  });
  const { validation: _validation, ...best } = chosen.options;
  const { steps } = chosen.report;
  const final = await run.complete({ ...best, stopping: { ...best.stopping, steps } });
  return { ...final, validation: chosen.report };
}

function separated(
  { offsets, cols, values }: ReturnType<typeof orderEntries>,
  shape: Listing,
  { flags }: Held,
): { readonly learned: Triplets; readonly judged: Triplets } {
  const row = new Uint32Array(cols.length);
  for (let i = 0; i < shape.rows; i++) row.fill(i, offsets[i], offsets[i + 1]);
  const those = (flag: number): Triplets => {
    const chosen = <List extends Uint32Array | Float32Array>(list: List) =>
      list.filter((_, at) => flags[at] === flag) as List;
    const { rows, cols: width } = shape;
    return { rows, cols: width, row: chosen(row), col: chosen(cols), values: chosen(values) };
  };
  return { learned: those(0), judged: those(1) };
}
