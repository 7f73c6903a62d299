import { invalidInput } from '../errors.js';
import { parseSparseTransformOptions } from '../options/parse.js';
import type { SparseTransformOptions } from '../options/transform-schema.js';
import type { SparseInput } from '../sparse/input.js';
import { readListing } from '../sparse/listing.js';
import { orderEntries } from '../sparse/order.js';
import { predictionOf } from '../sparse/prediction.js';
import { columnScaling, factorsInUnits } from './column-scaling.js';
import { foldRows, requireColumns, requireFoldMemory } from './fold.js';
import type { SparseTransformedRows } from './model.js';
import type { ModelState } from './state.js';

/** Bytes per row for where its entries begin, here and in the engine. */
const kBytesPerRow = 3 * 4;

/** `model.transformSparse`. */
export async function transformSparseRows(
  state: ModelState,
  input: SparseInput,
  given: SparseTransformOptions = {},
): Promise<SparseTransformedRows> {
  const options = parseSparseTransformOptions(given);
  options.signal?.throwIfAborted();
  const listing = readListing(input);
  requireColumns(state, listing);
  const { rows, cols, observed } = listing;
  requireFoldMemory(state, rows, 2 * observed, kBytesPerRow);
  const entries = orderEntries(listing, columnScaling(state).toScaled);
  const wrong = entries.values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw invalidInput("values within float32 in training's scale", 'input', entries.values[wrong]);
  }
  const { factors, matrix: _none, ...report } = await foldRows(state, entries, options, false);
  const left = { data: factors, rows, cols: state.left.cols };
  const completed = factorsInUnits(state, left);
  const prediction = predictionOf(completed, options.bounds ?? state.bounds);
  return { rows, cols, factors: completed, ...prediction, observed, ...report };
}
