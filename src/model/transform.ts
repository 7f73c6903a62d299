import { clipTo } from '../bounds.js';
import { invalidInput } from '../errors.js';
import { entryName, readGrid } from '../grid.js';
import type { Matrix, MatrixInput } from '../matrix.js';
import type { NativeEntries } from '../native/addon.js';
import { parseTransformOptions } from '../options/parse.js';
import type { ParsedTransformOptions, TransformOptions } from '../options/transform-schema.js';
import { type Problem, readEntries } from '../problem.js';
import { type ColumnScaling, columnScaling } from './column-scaling.js';
import { foldRows, requireColumns, requireFoldMemory } from './fold.js';
import type { TransformedRows } from './model.js';
import type { ModelState } from './state.js';

/** Bytes per entry: given and scaled values, mask, and the completed ones here and in the engine. */
const kBytesPerEntry = 8 + 8 + 1 + 4 + 4 + 8;

/** `model.transform`. */
export async function transformRows(
  state: ModelState,
  rows: MatrixInput,
  given: TransformOptions = {},
): Promise<TransformedRows> {
  const options = parseTransformOptions(given);
  options.signal?.throwIfAborted();
  const grid = readGrid(rows, 'input', invalidInput);
  requireColumns(state, grid);
  requireFoldMemory(state, grid.rows, grid.rows * grid.cols, grid.cols * kBytesPerEntry);
  const problem = readEntries(grid, options.mask);
  const scaling = columnScaling(state);
  const entries = listEntries(problem, scaling);
  const { factors, matrix, ...report } = await foldRows(state, entries, options, true);
  return {
    matrix: completedRows(problem, matrix, state, options),
    left: { data: factors, rows: grid.rows, cols: state.left.cols },
    observed: problem.observed,
    ...report,
  };
}

/** The observed entries row by row, scaled. */
function listEntries(problem: Problem, { toScaled }: ColumnScaling): NativeEntries {
  const { rows, cols: width, values, mask, observed } = problem;
  const offsets = new Uint32Array(rows + 1);
  const cols = new Uint32Array(observed);
  const scaled = new Float32Array(observed);
  let at = 0;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < width; j++) {
      const k = i * width + j;
      if (!mask[k]) continue;
      cols[at] = j;
      scaled[at] = toScaled(values[k] as number, j);
      if (!Number.isFinite(scaled[at])) throw tooLarge(problem, i, j);
      at++;
    }
    offsets[i + 1] = at;
  }
  return { offsets, cols, values: scaled };
}

function tooLarge(problem: Problem, row: number, col: number) {
  const { values, cols } = problem;
  const name = entryName({ name: 'input' }, row, col);
  return invalidInput("a value within float32 in training's scale", name, values[row * cols + col]);
}

function completedRows(
  { rows, cols, values, mask }: Problem,
  predicted: Float32Array,
  state: ModelState,
  options: ParsedTransformOptions,
): Matrix {
  const keepObserved = options.keepObserved ?? state.keepObserved;
  const clip = clipTo(options.bounds ?? state.bounds);
  const { unscale } = columnScaling(state);
  const data = values.slice();
  for (let k = 0; k < data.length; k++) {
    if (keepObserved && mask[k]) continue;
    data[k] = clip(unscale(predicted[k] as number, k % cols));
  }
  return { data, rows, cols };
}
