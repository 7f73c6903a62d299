import { readBytes, writeWhole } from './files.js';
import type { NamedMatrix } from './format.js';
import { matrixFormatOf } from './registry.js';

export type { MatrixFormat, NamedMatrix } from './format.js';
export { readMat } from './mat.js';
export { matrixExtensions } from './registry.js';

/**
 * Reads a matrix file by its extension: `.csv`, `.tsv` or `.npy`. Missing entries are NaN.
 *
 * Values are float32 where the file's type fits into it, float64 otherwise (always for text).
 *
 * @param name how an error calls the file
 * @throws LacunaError `LACUNA_FILE` when the type is not supported, or the file cannot be read or
 *   is malformed; the message names the place
 */
export async function readMatrix(path: string, name = 'path'): Promise<NamedMatrix> {
  const format = matrixFormatOf(path, name);
  return format.decode(await readBytes(path, name), path);
}

/**
 * Writes a matrix file by its extension, whole or not at all. NaN is written as missing: an empty
 * entry in text, NaN in `.npy`. Text reads back as the same values. Names go into text only.
 *
 * @param name how an error calls the file
 * @throws LacunaError `LACUNA_FILE` when the type is not supported or the file cannot be written
 */
export async function writeMatrix(path: string, matrix: NamedMatrix, name = 'path'): Promise<void> {
  const format = matrixFormatOf(path, name);
  await writeWhole(path, format.encode(matrix), name);
}
