import type { NativeEntries, NativeOutcome, NativeValidation } from '../native/addon.js';
import type { ParsedOptions } from '../options/schema.js';
import { type Scaling, toScaled } from '../scaling.js';
import type { Held } from './held.js';
import { type DeepRule, deepRule, type ValidationOptions } from './rule.js';
import type { Judgement } from './tune.js';

/** What judges a run of a deep method. */
export interface DeepJudge {
  readonly held: Held;
  readonly rule: DeepRule;
}

/** The same as the engine takes it. */
export function nativeValidation(
  { every, patience, choice }: DeepRule,
  held: NativeEntries,
  { scaling, bounds }: { readonly scaling: Scaling } & Pick<ParsedOptions, 'bounds'>,
): NativeValidation {
  return {
    ...held,
    every,
    patience,
    choice,
    ...(bounds && { bounds: [toScaled(bounds[0], scaling), toScaled(bounds[1], scaling)] }),
  };
}

/** What the engine said of held entries, in the units of the input. */
export function deepJudgement(
  { validation, steps: taken, seconds, stopReason }: NativeOutcome,
  { range }: Scaling,
): Judgement {
  const { steps, error, best, lookSteps, lookErrors } = validation as NonNullable<
    typeof validation
  >;
  const curve = {
    steps: Array.from(lookSteps),
    values: Array.from(lookErrors, (at) => at * range),
  };
  const reason = best < taken && best > 0 ? 'validation' : stopReason;
  return { error: error * range, steps, taken, seconds, stopReason: reason, curve };
}

/** The options of a run that is judged: so many steps at most, and nothing handed out beside. */
export function judgedOptions<Options extends ValidationOptions>(
  options: Options,
  steps: number,
): Options {
  return {
    ...options,
    stopping: { ...options.stopping, steps },
    instruments: undefined,
    snapshots: undefined,
    laplacians: false,
    parameters: false,
    traceEvery: 0,
  };
}

/** Options and how held entries judge them. */
export function deepJudge<Options extends ValidationOptions>(
  options: Options,
  held: Held,
): { readonly options: Options; readonly judge: DeepJudge } {
  const rule = deepRule(options);
  return { options: judgedOptions(options, rule.steps), judge: { held, rule } };
}
