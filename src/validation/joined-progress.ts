import type { Progress } from '../progress.js';

type Listener = (progress: Progress) => void;

/** What a run took. */
export interface Taken {
  readonly steps: number;
  readonly seconds: number;
}

/**
 * Makes one progress of that of several runs, which follow each other: steps and seconds add up. A run
 * that has not begun counts with the steps of the one under way, so that the total falls when runs end
 * early.
 */
export class JoinedProgress {
  readonly #listener: Listener | undefined;
  #ahead: number;
  #before: Taken = { steps: 0, seconds: 0 };

  /** @param runs how many there are */
  constructor(listener: Listener | undefined, runs: number) {
    this.#listener = listener;
    this.#ahead = runs;
  }

  /** The option `onProgress` of the next run. */
  next(): { readonly onProgress?: Listener } {
    const listener = this.#listener;
    this.#ahead--;
    return listener ? { onProgress: (progress) => listener(this.#joined(progress)) } : {};
  }

  /** Takes note of the run that has ended. */
  ended({ steps, seconds }: Taken): void {
    this.#before = { steps: this.#before.steps + steps, seconds: this.#before.seconds + seconds };
  }

  #joined(progress: Progress): Progress {
    const step = this.#before.steps + progress.step;
    const totalSteps = this.#before.steps + progress.totalSteps * (1 + this.#ahead);
    const elapsed = this.#before.seconds + progress.elapsed;
    const remaining = step === 0 ? null : (elapsed / step) * (totalSteps - step);
    return { step, totalSteps, loss: progress.loss, elapsed, remaining };
  }
}
