import { readModel } from './file.js';
import type { Model } from './model.js';
import { modelOf } from './model-of.js';

export { fit, fitSparse } from './fit.js';
export type {
  FitReport,
  FitValidation,
  Model,
  SparseTransformedRows,
  TransformedRows,
  TransformReport,
  Weights,
} from './model.js';

/**
 * Reads a model that `model.save` wrote, with the same bits.
 *
 * @param name how an error calls the file
 * @throws {LacunaError} by rejection, `LACUNA_FILE`: not a .safetensors file, not a model of Lacuna,
 * one of a newer format, or damaged; the message says what was expected
 */
export async function load(path: string, name = 'path'): Promise<Model> {
  return modelOf(await readModel(path, name));
}
