import {
  listNativeCases,
  type NativeCase,
  type NativeTrial,
  runNativeCase,
} from '../native-bench.js';
import type { Result, SuiteName } from '../result.js';
import type { Settings } from '../settings.js';
import { median, summarise } from '../statistics.js';

/**
 * The cases of a suite that the native program measures. Trials go round all cases in turn, so that a
 * disturbance of a few seconds does not fall on every trial of one of them.
 */
export async function runNativeSuite(
  suite: SuiteName,
  settings: Settings,
  onTrial: (name: string) => void,
): Promise<Result[]> {
  const cases = (await listNativeCases()).filter(
    (item) => item.suite === suite && item.name.includes(settings.filter),
  );
  const trials = new Map<string, NativeTrial[]>(cases.map(({ name }) => [name, []]));
  for (let round = 0; round < settings.trials; round++) {
    for (const { name } of cases) {
      onTrial(name);
      trials.get(name)?.push(await runNativeCase(name, settings.seconds));
    }
  }
  return cases.map((item) => resultOf(item, trials.get(item.name) ?? []));
}

function resultOf(item: NativeCase, trials: readonly NativeTrial[]): Result {
  const { name: _, ...rest } = item;
  const peaks = trials.flatMap(({ peak }) => peak ?? []);
  const [{ library } = {}] = trials;
  return {
    ...rest,
    seconds: summarise(trials.flatMap(({ seconds }) => seconds)),
    peak: peaks.length === 0 ? null : median(peaks),
    about: library === undefined ? {} : { version: library },
  };
}
