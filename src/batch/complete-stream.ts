import { openRequest, runRequest } from '../complete.js';
import type { Completion } from '../completion.js';
import { gpuQueue } from '../gpu/queue.js';
import { loadNative } from '../native/loader.js';
import { parseOptions, parseStreamOptions } from '../options/parse.js';
import type {
  Options,
  ParsedOptions,
  ParsedStreamOptions,
  StreamOptions,
} from '../options/schema.js';
import type { Progress } from '../progress.js';
import {
  type BatchInput,
  type BatchResult,
  type BatchSource,
  countItems,
  readItem,
} from './item.js';
import { MemoryBudget } from './memory-budget.js';
import { type Place, type Settled, settleAll } from './pipeline.js';
import { planBatch } from './plan.js';

/**
 * Completes the matrices of a source one after the other as they come, one matrix for each core.
 * The results have the same bits as those of `complete`; an item that fails fails alone.
 *
 * On a GPU, items of one shape and equal options become one job, up to 128 of them, while others are
 * computed; their `seconds` are equal shares of it, and the loss of their progress is the mean over the job.
 *
 * The source is read no further than there is work to do: at most 2·concurrency + 2 items are taken
 * from it whose results were not fetched; with GPUs and no `concurrency` 384 for each of them. Items that do not fit into memory beside those in flight
 * wait for these. Do not modify an item until its result is there.
 *
 * Leaving the loop stops what is under way and closes the source; so does an abort, which rejects
 * with the signal's reason. When the source fails, so does the iteration, after the results of the
 * items before.
 *
 * @param source matrices, or `{ input, options }`; an array, an iterable (also of promises) or an
 * async iterable
 * @throws {LacunaError} at once: `LACUNA_INVALID_OPTION`, `LACUNA_DEVICE`, or
 * `LACUNA_INVALID_INPUT` when the source cannot be iterated over
 */
export function completeStream(
  source: BatchSource,
  options: StreamOptions = {},
): AsyncGenerator<BatchResult, void, undefined> {
  return streamCompletions(source, parseStreamOptions(options));
}

/** The same with options already checked. */
export function streamCompletions(
  source: BatchSource,
  options: ParsedStreamOptions,
): AsyncGenerator<BatchResult, void, undefined> {
  const { threads, limits } = planBatch(options, countItems(source));
  const { order, signal } = options;
  const shared = { ...options, threads };
  const budget = new MemoryBudget();
  const work = (item: BatchInput, place: Place) => completeItem(item, { shared, budget, place });
  return named(settleAll({ source, work, limits, order, signal }));
}

async function* named(
  results: AsyncIterable<Settled<Completion>>,
): AsyncGenerator<BatchResult, void, undefined> {
  const noMore = gpuQueue(loadNative()).expectBatch();
  try {
    for await (const result of results) {
      if (result.status === 'failed') yield result;
      else yield { index: result.index, status: result.status, completion: result.value };
    }
  } finally {
    noMore();
  }
}

interface Surroundings {
  readonly shared: ParsedStreamOptions;
  readonly budget: MemoryBudget;
  readonly place: Place;
}

async function completeItem(
  item: BatchInput,
  { shared, budget, place }: Surroundings,
): Promise<Completion> {
  const given = readItem(item);
  const options = itemOptions(given.options, shared, place);
  const request = openRequest(given.input, options);
  const release = await budget.reserve(request, options.signal ?? place.signal);
  try {
    return await runRequest(request);
  } finally {
    release();
  }
}

/** The options of one item: its own, where it has some, over the shared ones. */
function itemOptions(own: unknown, shared: ParsedStreamOptions, place: Place): ParsedOptions {
  const base = sharedOptions(shared, place.index);
  const options =
    own === undefined ? base : parseOptions(isObject(own) ? { ...givenOf(base), ...own } : own);
  const { signal } = options;
  return { ...options, signal: signal ? AbortSignal.any([signal, place.signal]) : place.signal };
}

/** What of the shared options is about each item; they are checked already. */
function sharedOptions(shared: ParsedStreamOptions, index: number): ParsedOptions {
  const { concurrency: _concurrency, order: _order, signal: _signal, onProgress, ...each } = shared;
  if (onProgress === undefined) return each;
  return { ...each, onProgress: (progress: Progress) => onProgress({ ...progress, index }) };
}

/** Without the method that choosing among all of them is, as an item may say how its model is trained. */
function givenOf({ method, ...others }: ParsedOptions): Options {
  return method === 'auto' ? others : { method, ...others };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
