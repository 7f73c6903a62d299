import type { Progress } from '../index.js';
import { paceText } from './batch-report.js';
import { clock } from './progress-line.js';

const kBarWidth = 20;

/** How far a batch is, items under way counted by their steps. */
export class BatchProgress {
  readonly #total: number;
  readonly #now: () => number;
  readonly #start: number;
  readonly #running = new Map<number, number>();
  #worked = 0;
  #skipped = 0;

  /** @param now seconds of a clock */
  constructor(total: number, now: () => number = () => performance.now() / 1000) {
    this.#total = total;
    this.#now = now;
    this.#start = now();
  }

  get seconds(): number {
    return this.#now() - this.#start;
  }

  update(index: number, { step, totalSteps }: Progress): void {
    this.#running.set(index, totalSteps > 0 ? step / totalSteps : 0);
  }

  /** An item has ended; a skipped one took no time and says nothing about the pace. */
  finish(index: number, status: 'completed' | 'failed' | 'skipped'): void {
    this.#running.delete(index);
    if (status === 'skipped') this.#skipped++;
    else this.#worked++;
  }

  /** `[########------------]  40 %  8/20 items  1.25 items/s  0:10 left` */
  text(): string {
    const under = [...this.#running.values()].reduce((sum, share) => sum + share, 0);
    const worked = this.#worked + under;
    const share = this.#total > 0 ? (worked + this.#skipped) / this.#total : 1;
    const pace = this.seconds > 0 ? worked / this.seconds : 0;
    const left = pace > 0 ? (this.#total - this.#skipped - worked) / pace : undefined;
    const parts = [
      bar(share),
      `${String(Math.floor(100 * share)).padStart(3)} %`,
      `${this.#worked + this.#skipped}/${this.#total} items`,
      paceText(pace),
      left === undefined ? '' : `${clock(left)} left`,
    ];
    return parts.join('  ').trimEnd();
  }
}

function bar(share: number): string {
  const full = Math.floor(kBarWidth * share);
  return `[${'#'.repeat(full)}${'-'.repeat(kBarWidth - full)}]`;
}
