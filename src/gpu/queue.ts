import { cudaReport, type DeviceChoice, equalGpus, usableBytes } from '../device.js';
import type { NativeDevice, NativeJob, NativeModule, NativeSpec } from '../native/addon.js';
import type { ParsedOptions } from '../options/schema.js';
import type { Given } from './group.js';
import { Lane } from './lane.js';

/** Problems in one job at most. */
export const mostInJob = 128;

/** Milliseconds that a group waits for the next problem while a batch brings some. */
const batchPatience = 100;

/**
 * Who computes on the GPUs of this process: a lane for each. Problems that come together, or while others
 * are computed, share a job.
 */
export class GpuQueue {
  readonly #native: NativeModule;
  readonly #lanes = new Map<number, Lane>();
  #batches = 0;
  #turn = 0;

  constructor(native: NativeModule) {
    this.#native = native;
  }

  /** Queues a problem for the GPU of its spec. */
  start(given: Omit<Given, 'isFactored'>, observed: number): NativeJob {
    const { device } = given.spec;
    if (device.type === 'cpu') throw new TypeError('Expected a spec for a GPU');
    const isFactored = this.#native.isFactored(given.spec, observed);
    return this.#lane(device).add({ ...given, isFactored });
  }

  /** The same choice, or where several GPUs are as good, the next of them in turn. */
  inTurn(choice: DeviceChoice, { device }: Pick<ParsedOptions, 'device'>): DeviceChoice {
    if (choice.device === 'cpu') return choice;
    const gpus = equalGpus(device, cudaReport(this.#native));
    const next = gpus[this.#turn++ % gpus.length];
    return next ? { ...choice, device: `cuda:${next.index}` } : choice;
  }

  /**
   * Says that problems will go on coming, so that groups wait for them.
   *
   * @returns says that there are no more; to be called once
   */
  expectBatch(): () => void {
    this.#batches++;
    return () => {
      this.#batches--;
      for (const lane of this.#lanes.values()) lane.reconsider();
    };
  }

  #lane({ index }: Extract<NativeDevice, { type: 'cuda' }>): Lane {
    const known = this.#lanes.get(index);
    if (known) return known;
    const lane = new Lane({
      start: (spec, problems, report) => this.#native.start(spec, problems, report),
      capacity: ({ spec }) => this.#capacity(spec, index),
      patience: () => (this.#batches > 0 ? batchPatience : 0),
    });
    this.#lanes.set(index, lane);
    return lane;
  }

  #capacity(spec: NativeSpec, index: number): number {
    const gpu = cudaReport(this.#native).devices.find((one) => one.index === index);
    if (gpu === undefined) return 1;
    const fitting = Math.floor(usableBytes(gpu) / this.#native.estimateBytes(spec, 'cuda'));
    return Math.max(1, Math.min(mostInJob, fitting));
  }
}

/**
 * Starts a problem where its spec says, as `NativeModule.start` does. A GPU may read the problem later:
 * it must stay as it is.
 *
 * @param observed entries that are learned from
 */
export function startProblem(
  native: NativeModule,
  given: Omit<Given, 'isFactored'>,
  observed: number,
): NativeJob {
  const { spec, problem, report } = given;
  if (spec.device.type === 'cpu') return native.start(spec, [problem], report);
  return gpuQueue(native).start(given, observed);
}

const queues = new WeakMap<NativeModule, GpuQueue>();

/** The one of this thread. */
export function gpuQueue(native: NativeModule): GpuQueue {
  const queue = queues.get(native) ?? new GpuQueue(native);
  queues.set(native, queue);
  return queue;
}
