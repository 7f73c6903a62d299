import type { RunReport, SeedAgreementReport, StopReason } from '../completion.js';
import { invalidOption } from '../errors.js';
import type { NativeAgreement, NativeOutcome } from '../native/addon.js';
import type { ParsedOptions } from '../options/schema.js';
import { uniform } from '../random.js';
import type { Scaling } from '../scaling.js';
import { isConverged } from '../stop-reason.js';
import { judgedOptions } from './deep.js';
import { JoinedProgress } from './joined-progress.js';
import { deepRule } from './rule.js';

/** How two runs from different seeds are compared. */
export type AgreementRule = NonNullable<NonNullable<ParsedOptions['stopping']>['seedAgreement']>;

type Watched = Pick<
  ParsedOptions,
  'method' | 'stopping' | 'validation' | 'tune' | 'seed' | 'onProgress'
>;

/**
 * The rule of the options, if there is one.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` beside `validation` or `tune`
 */
export function agreementOf(options: Watched): AgreementRule | undefined {
  const rule = options.stopping?.seedAgreement;
  if (!rule) return undefined;
  const what = 'nothing beside stopping.seedAgreement';
  if (options.validation) throw invalidOption(what, 'validation', options.validation);
  if (options.tune) throw invalidOption(what, 'tune', options.tune);
  return rule;
}

/** What two runs that were compared said. */
export interface Compared {
  readonly report: SeedAgreementReport;
  /** All steps that they took, and why these were no more. */
  readonly taken: number;
  readonly stopReason: StopReason;
}

/** A completion whose number of steps two seeds choose. */
export interface AgreedRun<Options extends Watched, Report extends RunReport> {
  readonly options: Options;
  /** Trains two runs side by side. */
  readonly compare: (options: Options) => Promise<Compared>;
  readonly complete: (options: Options) => Promise<Report>;
}

/**
 * Compares two runs, and takes as many steps as they last agreed at. Where they never did, the run takes
 * the steps of its method.
 */
export async function runAgreed<Options extends Watched, Report extends RunReport>({
  options,
  compare,
  complete,
}: AgreedRun<Options, Report>): Promise<Report> {
  const progress = new JoinedProgress(options.onProgress, 2);
  const { seedAgreement: _rule, ...stopping } = options.stopping ?? {};
  const alone = { ...options, validation: false as const, stopping };
  const { report, taken, stopReason } = await compare({
    ...judgedOptions(alone, deepRule(options).steps),
    ...progress.next(),
  });
  progress.ended({ steps: taken, seconds: report.seconds });
  const { steps } = report;
  const result = await complete({
    ...alone,
    ...progress.next(),
    stopping: { ...stopping, ...(steps > 0 && { steps }) },
  });
  if (result.stopReason !== 'steps' || steps === 0) return { ...result, seedAgreement: report };
  return { ...result, stopReason, converged: isConverged(stopReason), seedAgreement: report };
}

/** The rule as the engine takes it, with the places of missing entries. */
export function nativeAgreement(
  { most, every, patience }: AgreementRule,
  mask: Uint8Array,
  seed: number,
): NativeAgreement {
  return { most, every, patience, seed: otherSeed(seed), places: missingPlaces(mask, seed) };
}

function otherSeed(seed: number): number {
  return seed < Number.MAX_SAFE_INTEGER ? seed + 1 : 0;
}

/** Of more missing entries, so many are drawn. */
const mostPlaces = 65_536;

function missingPlaces(mask: Uint8Array, seed: number): Uint32Array {
  const missing = Uint32Array.from(mask.keys()).filter((k) => mask[k] === 0);
  let wanted = Math.min(mostPlaces, missing.length);
  return missing.filter((_, at) => {
    const isTaken = uniform(seed, at) * (missing.length - at) < wanted;
    if (isTaken) wanted--;
    return isTaken;
  });
}

/** What the engine said of two runs, in the units of the input. */
export function comparedBy(
  { agreement, steps: taken, stopReason, seconds }: NativeOutcome,
  { range }: Scaling,
): Compared {
  const { steps, difference, lookSteps, disagreements } = agreement as NonNullable<
    typeof agreement
  >;
  const curve = { steps: Array.from(lookSteps), values: Array.from(disagreements) };
  const report = { steps, difference: difference * range, curve, seconds: 2 * seconds };
  return { report, taken, stopReason: steps < taken ? 'seed-agreement' : stopReason };
}
