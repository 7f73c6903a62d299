import type { RunReport } from '../completion.js';
import type { Options } from '../options/schema.js';
import type { Progress } from '../progress.js';

type Listener = NonNullable<Options['onProgress']>;

const progressSteps = 1000;

/** The time of models that are run one after the other. */
export class Account {
  /** Seconds of computing of all runs so far. */
  seconds = 0;
  #done = 0;

  /** @param planned how long all runs together usually take */
  constructor(
    readonly listener: Listener | undefined,
    readonly planned: number,
  ) {}

  /** @param usual how long the run usually takes */
  async track<Report extends RunReport>(
    usual: number,
    run: (watch: Pick<Options, 'onProgress'>) => Promise<Report>,
  ): Promise<Report> {
    try {
      const report = await run(this.#watch(usual));
      this.seconds += report.seconds + (report.validation?.seconds ?? 0);
      return report;
    } finally {
      this.#done += usual;
    }
  }

  #watch(usual: number): Pick<Options, 'onProgress'> {
    const { listener } = this;
    if (!listener) return {};
    const before = this.#done;
    return {
      onProgress: (one: Progress) => {
        const reached = (before + (usual * one.step) / one.totalSteps) / this.planned;
        const share = Math.min(1, reached);
        const elapsed = this.seconds + one.elapsed;
        const remaining = share > 0 ? elapsed / share - elapsed : null;
        const step = Math.round(share * progressSteps);
        listener({ ...one, step, totalSteps: progressSteps, elapsed, remaining });
      },
    };
  }
}
