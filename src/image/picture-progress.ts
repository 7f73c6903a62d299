import type { Loss, Progress } from '../progress.js';
import { meanLoss } from './combine.js';

/** Turns the progress of single channels into that of the whole picture. */
export interface PictureProgress {
  /** Hears of one channel. */
  update(channel: number, progress: Progress): void;
  /** A channel has ended, maybe before its last step. */
  finish(channel: number): void;
}

/**
 * Steps are counted over all channels together; the loss is the mean over those that have begun.
 *
 * @param now seconds of a clock
 */
export function pictureProgress(
  channels: number,
  report: (progress: Progress) => void,
  now: () => number = () => performance.now() / 1000,
): PictureProgress {
  const start = now();
  const latest = new Map<number, Progress>();
  const finished = new Set<number>();

  const combined = (): Progress => {
    const all = [...latest.values()];
    const longest = Math.max(...all.map(({ totalSteps }) => totalSteps));
    const begun = all.reduce((sum, one) => sum + one.totalSteps, 0);
    const totalSteps = begun + longest * (channels - all.length);
    const stepOf = ([channel, one]: [number, Progress]) =>
      finished.has(channel) ? one.totalSteps : one.step;
    const step = [...latest].reduce((sum, each) => sum + stepOf(each), 0);
    const elapsed = now() - start;
    const remaining = step === 0 ? null : (elapsed / step) * (totalSteps - step);
    const loss: Loss = meanLoss(all.map((one) => one.loss));
    return { step, totalSteps, loss, elapsed, remaining };
  };

  return {
    update(channel, progress) {
      latest.set(channel, progress);
      report(combined());
    },
    finish(channel) {
      finished.add(channel);
    },
  };
}
