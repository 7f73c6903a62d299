import type { Matrix } from '../matrix.js';

/** A matrix with the names of its rows and columns, where its file has them. */
export interface NamedMatrix extends Matrix {
  readonly rowNames?: readonly string[];
  readonly colNames?: readonly string[];
}

/** One type of matrix file. Missing entries are NaN on both sides. */
export interface MatrixFormat {
  /** For people, for instance `comma-separated values`. */
  readonly title: string;
  /** In lower case with the dot, for instance `.csv`. */
  readonly extensions: readonly string[];
  /**
   * @param path only for error messages
   * @throws LacunaError `LACUNA_FILE` when the bytes are not of this type
   */
  decode(bytes: Buffer, path: string): NamedMatrix;
  encode(matrix: NamedMatrix): Uint8Array;
}
