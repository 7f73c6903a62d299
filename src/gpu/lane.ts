import type { NativeJob, NativeOutcome } from '../native/addon.js';
import { type Given, Group, type Member, type StartJob } from './group.js';

/** How a lane works. */
export interface LaneSettings {
  readonly start: StartJob;
  /** Problems like that one which fit into one job, >= 1. */
  readonly capacity: (given: Given) => number;
  /** Milliseconds that a group which is not full waits after its last problem came. */
  readonly patience: () => number;
}

/**
 * The problems of one GPU. They are gathered into groups of one spec while others are computed; one
 * group after the other becomes a job. A full one goes before older ones, but not twice in a row.
 */
export class Lane {
  readonly #settings: LaneSettings;
  readonly #waiting: Group[] = [];
  #running: Group | undefined;
  #hasOvertaken = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(settings: LaneSettings) {
    this.#settings = settings;
  }

  /** Queues a problem; its job has one outcome. Nothing of the caller's but the problem is kept. */
  add(given: Given): NativeJob {
    const open = this.#waiting.find((group) => group.takes(given));
    const spec = open ? given.spec : structuredClone(given.spec);
    let cancel = () => {};
    const done = new Promise<readonly NativeOutcome[]>((resolve, reject) => {
      const member = { ...given, spec, resolve, reject };
      if (open) open.add(member);
      else this.#waiting.push(new Group([member], this.#settings.capacity(given)));
      cancel = () => this.#leave(member);
    });
    this.#wait();
    return { done, cancel };
  }

  /** Looks again which group is to be computed. */
  reconsider(): void {
    clearTimeout(this.#timer);
    if (this.#running) return;
    const next = this.#next();
    if (next) void this.#run(next);
    else this.#wait();
  }

  #next(): Group | undefined {
    const [now, patience] = [performance.now(), this.#settings.patience()];
    const ready = this.#waiting.filter((group) => group.readyAt(patience) <= now);
    const full = this.#hasOvertaken ? undefined : ready.find((group) => group.isFull);
    return full ?? ready[0];
  }

  /** Never starts at once: what comes in the same turn of the event loop shall be gathered. */
  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#running || this.#waiting.length === 0) return;
    const patience = this.#settings.patience();
    const first = Math.min(...this.#waiting.map((group) => group.readyAt(patience)));
    const left = Math.max(0, first - performance.now());
    this.#timer = setTimeout(() => this.reconsider(), left);
  }

  async #run(group: Group): Promise<void> {
    const at = this.#waiting.indexOf(group);
    this.#hasOvertaken = at > 0;
    this.#waiting.splice(at, 1);
    this.#running = group;
    const again = await group.run(this.#settings.start);
    this.#running = undefined;
    this.#waiting.unshift(...again);
    this.reconsider();
  }

  #leave(member: Member): void {
    this.#running?.leave(member);
    for (const group of this.#waiting) group.leave(member);
    const empty = this.#waiting.findIndex((group) => group.isEmpty);
    if (empty >= 0) this.#waiting.splice(empty, 1);
  }
}
