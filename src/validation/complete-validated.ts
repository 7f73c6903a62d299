import { validateClassic } from '../classic/complete-classic.js';
import { classicOf } from '../classic/index.js';
import { requireClassicOptions } from '../classic/spec.js';
import type { Completion } from '../completion.js';
import type { DeviceChoice } from '../device.js';
import { observedEntries } from '../graph/index.js';
import type { Tree } from '../options/assign.js';
import { parseOptions } from '../options/parse.js';
import type { ParsedOptions } from '../options/schema.js';
import { validationSchema } from '../options/validation-schema.js';
import type { Problem } from '../problem.js';
import { type Held, holdEntries } from './held.js';
import { choose, type Judgement } from './tune.js';

/** A matrix whose options are judged by observed entries that are held. */
export interface ValidatedRun {
  readonly problem: Problem;
  readonly options: ParsedOptions;
  readonly choice: DeviceChoice;
  /** Completes the matrix once, with those options. */
  readonly complete: (options: ParsedOptions) => Promise<Completion>;
}

/**
 * Holds observed entries, tries what is to be tuned, and completes the matrix with the best of it, from
 * all observed entries and in as many steps as were best.
 */
export async function completeValidated(run: ValidatedRun): Promise<Completion> {
  const { problem, options } = run;
  const validation = options.validation ?? validationSchema.parse({});
  const places = observedEntries(new Float32Array(problem.mask.length), problem.mask, problem);
  const held = holdEntries(places, problem, validation, options.seed);
  const chosen = await choose({ ...options } as Tree, {
    candidates: options.tune,
    held,
    parse: parseOptions,
    judge: (candidate) => judge({ ...run, options: candidate }, held),
  });
  const { validation: _validation, ...best } = chosen.options;
  const { steps } = chosen.report;
  const final = await run.complete({ ...best, stopping: { ...best.stopping, steps } });
  return { ...final, validation: chosen.report };
}

async function judge(run: ValidatedRun, held: Held): Promise<Judgement> {
  const { problem, options, choice } = run;
  const settings = classicOf(options.method);
  if (settings === undefined) return judgeDeep(run, held);
  requireClassicOptions(options, settings);
  return validateClassic({ problem, options, settings, choice }, held);
}

/** The error of a whole run at held entries that it did not see. */
async function judgeDeep(
  { problem, options, complete }: ValidatedRun,
  held: Held,
): Promise<Judgement> {
  const mask = withoutHeld(problem.mask, held);
  const { rows, cols } = problem;
  const { matrix, steps } = await complete({
    ...withoutExtras(options),
    mask: { data: mask, rows, cols },
    keepObserved: false,
  });
  let sum = 0;
  for (let k = 0; k < mask.length; k++) {
    if (mask[k] === problem.mask[k]) continue;
    sum += ((matrix.data[k] as number) - (problem.values[k] as number)) ** 2;
  }
  return { error: Math.sqrt(sum / held.count), steps };
}

/** What a trial leaves out: all that is measured or handed out beside the matrix. */
function withoutExtras(options: ParsedOptions): ParsedOptions {
  const { validation: _validation, instruments: _instruments, snapshots: _, ...others } = options;
  return { ...others, laplacians: false, parameters: false };
}

function withoutHeld(mask: Uint8Array, { flags }: Held): Uint8Array {
  let entry = 0;
  return mask.map((observed) => (observed === 1 && flags[entry++] === 0 ? 1 : 0));
}
