import type { Completion } from '../completion.js';
import { invalidInput, LacunaError } from '../errors.js';
import type { MatrixInput } from '../matrix.js';
import type { Options } from '../options/schema.js';

/** A matrix with options of its own, for instance its mask. */
export interface BatchItem {
  readonly input: MatrixInput;
  /** Each of these replaces the shared option of its name as a whole; `signal` aborts this item. */
  readonly options?: Options;
}

/** What a batch is made of. */
export type BatchInput = MatrixInput | BatchItem;

/** Where a batch comes from: an array, a generator, a stream of objects… */
export type BatchSource =
  | AsyncIterable<BatchInput>
  | Iterable<BatchInput | PromiseLike<BatchInput>>;

/** What became of one item; `index` is its place in the input, from 0. */
export type BatchResult =
  | { readonly index: number; readonly status: 'completed'; readonly completion: Completion }
  | { readonly index: number; readonly status: 'failed'; readonly error: unknown };

/** An item as it was given, nothing in it checked; options are undefined where it has none. */
export interface GivenItem {
  readonly input: unknown;
  readonly options: unknown;
}

/** @throws {LacunaError} `LACUNA_INVALID_INPUT` when there is something beside input and options */
export function readItem(value: unknown): GivenItem {
  const isItem = typeof value === 'object' && value !== null && 'input' in value;
  if (!isItem) return { input: value, options: undefined };
  const { input, options, ...others } = value as Partial<GivenItem>;
  const [unknown] = Object.keys(others);
  if (unknown === undefined) return { input, options };
  throw new LacunaError(
    'LACUNA_INVALID_INPUT',
    `Expected only input and options for an item but received the key "${unknown}"`,
  );
}

/**
 * @returns the number of items where it is known beforehand
 * @throws {LacunaError} `LACUNA_INVALID_INPUT` when nothing can be iterated over
 */
export function countItems(source: unknown): number | undefined {
  if (Array.isArray(source)) return source.length;
  const isObject = typeof source === 'object' && source !== null;
  if (isObject && (Symbol.asyncIterator in source || Symbol.iterator in source)) return undefined;
  throw invalidInput('an array, an iterable or an async iterable of matrices', 'inputs', source);
}
