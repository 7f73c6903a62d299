import type { Completion } from '../completion.js';
import type { Matrix, MatrixInput } from '../matrix.js';
import type { Options, ParsedOptions } from '../options/schema.js';
import type { Problem } from '../problem.js';
import type { Lines } from '../standardize.js';
import { Account } from './account.js';
import { errorsOf } from './blend.js';
import type { Candidate } from './candidates.js';
import { isExact } from './exact.js';
import { failureOf } from './failure.js';
import { withinLimits } from './limits.js';

/** Completes a matrix by one method. */
export type Complete = (input: MatrixInput, options: Options) => Promise<Completion>;

/** A model to run, and how long that usually takes. */
export type Task = Pick<Candidate, 'options' | 'seconds' | 'looks'>;

/** What a model says of held entries. */
export interface Estimate {
  /** One for each look, or at the end; row by row; NaN where it failed. */
  readonly predicted: readonly Float64Array[];
  /** Whether it explains all that it was given, see `isExact`. */
  readonly exact: boolean;
  /** Why there is nothing else. */
  readonly failure?: string;
}

/** Runs models one after the other on one matrix, and keeps account of the time. */
export class Runner {
  readonly #account: Account;
  readonly #input: MatrixInput;
  readonly #shared: Options;

  /**
   * @param planned how long all runs together usually take
   * @param limited lines whose estimates stay about what was observed of them
   */
  constructor(
    readonly problem: Problem,
    readonly options: ParsedOptions,
    readonly complete: Complete,
    planned: number,
    readonly limited?: Lines,
  ) {
    this.#account = new Account(options.onProgress, planned);
    const { rows, cols, values } = problem;
    this.#input = { data: values, rows, cols };
    const { seed, threads, bounds, scale, signal } = options;
    this.#shared = {
      seed,
      threads,
      device: 'cpu',
      bounds,
      scale,
      signal,
      keepObserved: false,
      traceEvery: 0,
    };
  }

  /** Seconds of computing of all runs so far. */
  get seconds(): number {
    return this.#account.seconds;
  }

  /**
   * Runs a model without the held entries, which are given by flags, row-major. What it cannot do is an
   * estimate that says so; what was aborted, and errors that are not ours, reject.
   */
  async attempt(task: Task, held: Uint8Array): Promise<Estimate> {
    const left = this.problem.mask.map((observed, k) => (held[k] ? 0 : observed));
    const { looks } = task;
    try {
      const completion = await this.run(task, left);
      const { matrix, snapshots } = completion;
      const exact = isExact(completion, { ...this.problem, mask: left });
      if (!looks) return { predicted: [valuesAt(matrix.data, held)], exact };
      const seen = new Map(snapshots?.map((one) => [one.step, one.matrix.data]));
      return { predicted: looks.map((step) => valuesAt(seen.get(step) ?? [], held)), exact };
    } catch (error) {
      const failure = failureOf(error, this.options.signal);
      const predicted = (looks ?? [0]).map(() => valuesAt([], held));
      return { predicted, exact: false, failure };
    }
  }

  /**
   * Runs a model on all observed entries. Of the iterates that it is looked at, the one counts that fits the
   * observed entries best: Adam leaps away now and then, and a run may end just there.
   */
  async finish(task: Task): Promise<Completion> {
    const { snapshots = [], ...completion } = await this.run(task);
    const { values, mask } = this.problem;
    const truth = valuesAt(values, mask);
    const errorOf = ({ data }: Matrix) => errorsOf(valuesAt(data, mask), truth).mae;
    const [first, ...others] = snapshots.map(({ matrix }) => ({
      matrix,
      error: errorOf(matrix),
    }));
    if (!first) return completion;
    const { matrix } = others.reduce((best, one) => (one.error <= best.error ? one : best), first);
    return { ...completion, matrix };
  }

  /** Runs a model on the entries that a mask says. */
  private async run(task: Task, data = this.problem.mask): Promise<Completion> {
    const { options, seconds, looks } = task;
    const { rows, cols } = this.problem;
    const mask = { data, rows, cols };
    const snapshots = looks && { steps: [...looks] };
    const completion = await this.#account.track(seconds, (watch) =>
      this.complete(this.#input, { ...this.#shared, ...options, snapshots, mask, ...watch }),
    );
    const { limited } = this;
    if (limited === undefined) return completion;
    const within = (matrix: Matrix) =>
      withinLimits(matrix, { ...this.problem, mask: data }, limited);
    return {
      ...completion,
      matrix: within(completion.matrix),
      ...(completion.snapshots && {
        snapshots: completion.snapshots.map((one) => ({ ...one, matrix: within(one.matrix) })),
      }),
    };
  }
}

/** Values at held entries, row by row; NaN where there is none. */
export function valuesAt(values: ArrayLike<number>, held: Uint8Array): Float64Array {
  const taken: number[] = [];
  for (let k = 0; k < held.length; k++) if (held[k]) taken.push(values[k] ?? Number.NaN);
  return Float64Array.from(taken);
}

/** One after the other. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
