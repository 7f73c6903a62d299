import { setMaxListeners } from 'node:events';
import { abortable } from './abortable.js';
import { Bell } from './bell.js';

/** What became of one item. */
export type Settled<Out> =
  | { readonly index: number; readonly status: 'completed'; readonly value: Out }
  | { readonly index: number; readonly status: 'failed'; readonly error: unknown };

/** How much is taken from a source before results are taken out. */
export interface Limits {
  /** Items worked on at once. */
  readonly inFlight: number;
  /** Items taken from the source whose results nobody has taken yet. */
  readonly outstanding: number;
}

export type Source<In> = AsyncIterable<In> | Iterable<In | PromiseLike<In>>;

/** Where an item stands and what stops it. */
export interface Place {
  readonly index: number;
  readonly signal: AbortSignal;
}

export interface Pipe<In, Out> {
  readonly source: Source<In>;
  readonly work: (item: In, place: Place) => Promise<Out>;
  readonly limits: Limits;
  readonly order: 'input' | 'finished';
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works on the items of a source, some at once, and yields what became of each. An item that fails
 * fails alone. When the source itself fails, the results of what it gave before come first.
 *
 * An abort rejects with the signal's reason, whatever is under way. An abort as well as leaving the
 * loop stops the work in flight and calls the source's `return()`.
 */
export async function* settleAll<In, Out>(pipe: Pipe<In, Out>): AsyncGenerator<Settled<Out>> {
  const pipeline = new Pipeline(pipe);
  try {
    for (let result = await pipeline.take(); result; result = await pipeline.take()) yield result;
  } finally {
    await pipeline.close();
  }
}

class Pipeline<In, Out> {
  readonly #pipe: Pipe<In, Out>;
  readonly #iterator: AsyncIterator<In> | Iterator<In | PromiseLike<In>>;
  readonly #stop = new AbortController();
  readonly #changed = new Bell();
  readonly #working = new Map<number, Promise<void>>();
  /** In the order in which they came. */
  readonly #results = new Map<number, Settled<Out>>();
  #begun = 0;
  #taken = 0;
  #pulling = false;
  #exhausted = false;
  #failure: { readonly error: unknown } | undefined;

  constructor(pipe: Pipe<In, Out>) {
    this.#pipe = pipe;
    this.#iterator = iteratorOf(pipe.source);
    setMaxListeners(0, this.#stop.signal); // every item in flight listens
    pipe.signal?.addEventListener('abort', this.#abort);
    if (pipe.signal?.aborted) this.#abort();
    this.#advance();
  }

  /** The next result, or undefined after the last one. */
  async take(): Promise<Settled<Out> | undefined> {
    for (;;) {
      this.#pipe.signal?.throwIfAborted();
      const result = this.#takeResult();
      if (result !== undefined) return result;
      if (this.#exhausted && this.#working.size === 0) {
        if (this.#failure) throw this.#failure.error;
        return undefined;
      }
      await this.#changed.next();
    }
  }

  /** Stops what is under way, waits until it has stopped, and closes the source. */
  async close(): Promise<void> {
    this.#pipe.signal?.removeEventListener('abort', this.#abort);
    this.#stop.abort();
    await Promise.all(this.#working.values());
    await this.#closeSource();
  }

  readonly #abort = (): void => {
    this.#stop.abort(this.#pipe.signal?.reason);
    this.#changed.ring();
  };

  #takeResult(): Settled<Out> | undefined {
    const first = this.#results.keys().next().value;
    const index = this.#pipe.order === 'input' ? this.#taken : first;
    const result = index === undefined ? undefined : this.#results.get(index);
    if (result === undefined) return undefined;
    this.#results.delete(result.index);
    this.#taken++;
    this.#advance();
    return result;
  }

  /** Takes an item from the source when there is room for one. */
  #advance(): void {
    const { inFlight, outstanding } = this.#pipe.limits;
    const isFull =
      this.#working.size >= inFlight || this.#begun - this.#taken >= outstanding || this.#pulling;
    if (!isFull && !this.#exhausted && !this.#stop.signal.aborted) void this.#pull();
  }

  async #pull(): Promise<void> {
    this.#pulling = true;
    try {
      const { done, value } = await this.#iterator.next();
      if (done) this.#exhausted = true;
      else if (!this.#stop.signal.aborted) this.#begin(value);
    } catch (error) {
      this.#exhausted = true;
      this.#failure = { error };
    }
    this.#pulling = false;
    this.#advance();
    this.#changed.ring();
  }

  #begin(item: In | PromiseLike<In>): void {
    const index = this.#begun++;
    this.#working.set(index, this.#finish(index, this.#attempt(index, item)));
  }

  async #attempt(index: number, item: In | PromiseLike<In>): Promise<Settled<Out>> {
    const { signal } = this.#stop;
    try {
      const value = await this.#pipe.work(await abortable(item, signal), { index, signal });
      return { index, status: 'completed', value };
    } catch (error) {
      return { index, status: 'failed', error };
    }
  }

  async #finish(index: number, attempt: Promise<Settled<Out>>): Promise<void> {
    this.#results.set(index, await attempt);
    this.#working.delete(index);
    this.#advance();
    this.#changed.ring();
  }

  /** What goes wrong while closing is told, unless there is a reason to close that says more. */
  async #closeSource(): Promise<void> {
    if (this.#exhausted) return;
    const closed = (async () => {
      await this.#iterator.return?.();
    })();
    // A source that is busy closes when it can; it may be stuck, and nobody should wait for that.
    if (this.#pulling || this.#pipe.signal?.aborted) closed.catch(() => {});
    else await closed;
  }
}

function iteratorOf<In>(source: Source<In>): AsyncIterator<In> | Iterator<In | PromiseLike<In>> {
  return Symbol.asyncIterator in source
    ? source[Symbol.asyncIterator]()
    : source[Symbol.iterator]();
}
