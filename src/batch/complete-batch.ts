import { parseBatchOptions } from '../options/parse.js';
import type { BatchOptions } from '../options/schema.js';
import { streamCompletions } from './complete-stream.js';
import type { BatchResult, BatchSource } from './item.js';

/**
 * Completes many matrices of any shapes, one for each core or many in one job of a GPU, and resolves to what became of each, in
 * the order of the inputs. An item that fails fails alone. See `completeStream` where the results
 * would not fit into memory together.
 *
 * @param inputs matrices, or `{ input, options }`; not to be modified before the promise settles
 * @throws {LacunaError} by rejection: `LACUNA_INVALID_OPTION`, `LACUNA_DEVICE`, or
 * `LACUNA_INVALID_INPUT` when there is nothing to iterate over. Rejects with the signal's reason
 * when it aborts, and with what the source throws.
 */
export async function completeBatch(
  inputs: BatchSource,
  options: BatchOptions = {},
): Promise<BatchResult[]> {
  const parsed = parseBatchOptions(options);
  const results: BatchResult[] = [];
  // No item waits for an earlier one.
  for await (const result of streamCompletions(inputs, { ...parsed, order: 'finished' })) {
    results[result.index] = result;
  }
  return results;
}
