import { delimitedFormat } from './delimited.js';
import { extensionOf, fileError } from './files.js';
import type { MatrixFormat } from './format.js';
import { npyFormat } from './npy.js';

/** Every type of matrix file; a new one is one more entry here. */
export const matrixFormats: readonly MatrixFormat[] = [
  delimitedFormat('comma-separated values', '.csv', ','),
  delimitedFormat('tab-separated values', '.tsv', '\t'),
  npyFormat,
];

/** All extensions of matrix files, for instance `.csv`. */
export const matrixExtensions: readonly string[] = matrixFormats.flatMap(
  (format) => format.extensions,
);

/**
 * The format that a path's extension names.
 *
 * @param name how an error calls the file
 * @throws LacunaError `LACUNA_FILE` that lists what is supported
 */
export function matrixFormatOf(path: string, name: string): MatrixFormat {
  const extension = extensionOf(path);
  const format = matrixFormats.find(({ extensions }) => extensions.includes(extension));
  if (format === undefined) {
    const found = extension === '' ? 'it has no extension' : `${extension} is not supported`;
    throw fileError(`a matrix file (${matrixExtensions.join(', ')})`, name, path, found);
  }
  return format;
}
