import { saveModel } from './file.js';
import type { Model } from './model.js';
import type { ModelState } from './state.js';
import { transformRows } from './transform.js';
import { transformSparseRows } from './transform-sparse.js';

/** The model that a state makes. */
export function modelOf(state: ModelState): Model {
  const { left, right, scaling, standardization, lambda, report, parts, laplacians, lacuna } =
    state;
  return {
    rows: left.rows,
    cols: right.rows,
    rank: left.cols,
    factors: { left, right, ...scaling },
    ...(standardization && { standardization }),
    lambda,
    report,
    parts,
    ...(laplacians && { laplacians }),
    lacuna,
    transform: (rows, options) => transformRows(state, rows, options),
    transformSparse: (rows, options) => transformSparseRows(state, rows, options),
    save: (path) => saveModel(state, path, 'path'),
  };
}
