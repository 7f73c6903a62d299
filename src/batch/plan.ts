import { cudaReport, equalGpus, requireDevice } from '../device.js';
import { mostInJob } from '../gpu/queue.js';
import type { NativeModule } from '../native/addon.js';
import { loadNative } from '../native/loader.js';
import type { ParsedBatchOptions } from '../options/schema.js';
import type { Limits } from './pipeline.js';

/** How the items of a batch share the machine. */
export interface BatchPlan {
  /** Threads for each item. */
  readonly threads: number;
  readonly limits: Limits;
}

/** Items that stand ready beside those being computed, so that no core waits for JavaScript. */
const ready = 2;

/**
 * One item for each core, as several matrices at once are faster than several threads for one; with
 * fewer items at once than cores, each takes its share of them. With GPUs as many more as fill a job of
 * each, and gather for the next one.
 *
 * @param items how many there are, where that is known
 * @param problems matrices of one item, at most
 * @throws {LacunaError} `LACUNA_DEVICE` when the device asked for cannot compute
 */
export function planBatch(
  options: ParsedBatchOptions,
  items = Number.POSITIVE_INFINITY,
  problems = 1,
): BatchPlan {
  const native = loadNative();
  requireDevice(options, native);
  const { cores } = native.info();
  const atOnce = Math.max(1, Math.min(items, options.concurrency ?? coresFor(options, cores)));
  const threads = options.threads === 'auto' ? share(cores, atOnce) : options.threads;
  // The engine's queue holds back what has no core; with cores to spare it would start at once.
  const inFlight = atOnce * threads >= cores ? atOnce + ready : atOnce;
  const limits = { inFlight, outstanding: inFlight + atOnce };
  return { threads, limits: withGpus(limits, gpusFor(options, native), problems) };
}

/** The GPUs that items are gathered for; with `concurrency` no more than these. */
function gpusFor({ device, concurrency }: ParsedBatchOptions, native: NativeModule): number {
  if (device === 'cpu' || concurrency !== undefined) return 0;
  return equalGpus(device, cudaReport(native)).length;
}

function withGpus(limits: Limits, gpus: number, problems: number): Limits {
  const inJobs = Math.ceil((gpus * mostInJob) / problems);
  const inFlight = Math.max(limits.inFlight, 2 * inJobs);
  return { inFlight, outstanding: Math.max(limits.outstanding, inFlight + inJobs) };
}

/** How many items there are cores for. */
function coresFor({ threads }: ParsedBatchOptions, cores: number): number {
  return threads === 'auto' ? cores : share(cores, threads);
}

function share(cores: number, among: number): number {
  return Math.max(1, Math.floor(cores / among));
}
