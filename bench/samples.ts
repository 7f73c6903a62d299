import Benchmark from 'benchmark';

/**
 * Seconds of one call of `work`, by a Benchmark.js suite of one deferred benchmark: samples for about that
 * many seconds, and the fewest in any case.
 *
 * @throws what `work` throws
 */
export function samplesOf(
  name: string,
  { seconds, fewest }: { readonly seconds: number; readonly fewest: number },
  work: () => Promise<unknown>,
): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const call = (deferred: Benchmark.Deferred) => {
      work().then(() => deferred.resolve(), reject);
    };
    const settings = { defer: true, maxTime: seconds, minSamples: fewest };
    const suite = new Benchmark.Suite().add(name, call, settings);
    suite.on('complete', () => {
      const { error, stats } = suite.shift();
      if (error) reject(error);
      else resolve(stats.sample);
    });
    suite.run({ async: true });
  });
}
