import { requireMemory } from '../available-memory.js';
import { LacunaError } from '../errors.js';
import { runJob } from '../job.js';
import type { Shape } from '../matrix.js';
import type { NativeEntries, NativeFold, NativeFolded } from '../native/addon.js';
import { loadNative } from '../native/loader.js';
import type { ParsedSparseTransformOptions } from '../options/transform-schema.js';
import type { ModelState } from './state.js';

const kMetrics = { proximal: 'covariance', 'least-squares': 'identity' } as const;

/** Lets the engine complete new rows. */
export function foldRows(
  state: ModelState,
  entries: NativeEntries,
  options: ParsedSparseTransformOptions,
  predict: boolean,
): Promise<NativeFolded> {
  const { left, right } = state;
  const fold: NativeFold = {
    rows: left.rows,
    cols: right.rows,
    rank: left.cols,
    left: left.data,
    right: right.data,
    metric: kMetrics[options.method],
    lambda: options.lambda === 'auto' ? state.lambda[options.method] : options.lambda,
    predict,
    threads: options.threads === 'auto' ? 0 : options.threads,
  };
  const start = () => loadNative().startFold(fold, entries);
  return runJob({ start, terms: [] }, { signal: options.signal, onProgress: undefined });
}

/** @throws {LacunaError} `LACUNA_INVALID_INPUT` for another number of columns than the model's */
export function requireColumns({ right }: ModelState, rows: Shape): void {
  if (rows.cols === right.rows) return;
  throw new LacunaError(
    'LACUNA_INVALID_INPUT',
    `Expected rows of ${right.rows} columns, as in the model, for input but received ${rows.cols}`,
  );
}

/** Bytes per observed entry: its column and value, here and in the engine. */
const kBytesPerObserved = 4 * 4;

/**
 * @param perRow bytes that each row takes beside its factors, which stand here and in the engine
 * @throws {LacunaError} `LACUNA_OUT_OF_MEMORY`
 */
export function requireFoldMemory(
  { left, right }: ModelState,
  rows: number,
  observed: number,
  perRow: number,
): void {
  const rank = left.cols;
  const model = 4 * (left.data.length + right.data.length) + 8 * right.rows * (3 * rank + 1);
  const bytes = model + rows * (8 * rank + perRow) + kBytesPerObserved * observed;
  requireMemory(bytes, `${rows} rows of ${right.rows} columns`);
}
