import type { ParsedSparseOptions, SparseOptions } from '../../options/schema.js';
import type { Factors, SparseCompletion } from '../../sparse/completion.js';
import type { CompressedRows } from '../../sparse/input.js';
import { Account } from '../account.js';
import { failureOf } from '../failure.js';
import type { ListCandidate } from './candidates.js';
import type { Entries, Places } from './entries.js';
import { withPlaces } from './places.js';
import type { Split } from './splits.js';

/** Completes listed entries by one method. */
export type CompleteList = (
  input: CompressedRows,
  options: SparseOptions,
) => Promise<SparseCompletion>;

/** What a model says of held entries, row by row. */
export interface ListEstimate {
  /** Not clipped; NaN where it failed. */
  readonly predicted: Float64Array;
  /** Their standard deviations, of models that know them. */
  readonly deviations?: Float64Array;
  /** Why there is nothing else. */
  readonly failure?: string;
}

/** Runs models one after the other, and keeps account of the time. */
export class ListRunner {
  readonly #account: Account;
  readonly #shared: SparseOptions;

  /** @param planned how long all runs together usually take */
  constructor(
    readonly options: ParsedSparseOptions,
    readonly complete: CompleteList,
    planned: number,
  ) {
    this.#account = new Account(options.onProgress, planned);
    const { seed, threads, scale, signal } = options;
    this.#shared = { seed, threads, device: 'cpu', scale, signal, traceEvery: 0 };
  }

  /** Seconds of computing of all runs so far. */
  get seconds(): number {
    return this.#account.seconds;
  }

  /**
   * Runs a model without the held entries. What it cannot do is an estimate that says so; what was aborted,
   * and errors that are not ours, reject.
   */
  async attempt(candidate: ListCandidate, { learned, held }: Split): Promise<ListEstimate> {
    try {
      const { predictions, deviations } = await this.run(candidate, learned, held);
      return { predicted: predictions as Float64Array, ...(deviations && { deviations }) };
    } catch (error) {
      const predicted = new Float64Array(held.values.length).fill(Number.NaN);
      return { predicted, failure: failureOf(error, this.options.signal) };
    }
  }

  /** Runs a model on entries, and predicts places, where there are any. */
  async run(
    { options, places, seconds }: ListCandidate,
    entries: Entries,
    predictAt?: Places,
  ): Promise<SparseCompletion> {
    const input = places ? withPlaces(entries, places, this.options.seed) : entries;
    const completion = await this.#account.track(seconds, (watch) =>
      this.complete(input, {
        ...this.#shared,
        ...options,
        ...watch,
        ...(predictAt && { predictAt: { row: predictAt.row, col: predictAt.col } }),
      }),
    );
    return { ...completion, factors: firstOf(completion.factors, entries) };
  }
}

/** The factors of the first rows and columns. */
function firstOf({ left, right, ...others }: Factors, { rows, cols }: Entries): Factors {
  return { ...others, left: top(left, rows), right: top(right, cols) };
}

function top(factor: Factors['left'], rows: number): Factors['left'] {
  if (factor.rows === rows) return factor;
  const { data, cols } = factor;
  return { data: data.slice(0, rows * cols), rows, cols };
}
