import type { Dataset, File, Group } from 'h5wasm/node';
import { LacunaError } from '../errors.js';
import type { Matrix } from '../matrix.js';
import { fileError, readBytes } from './files.js';

/** What HDF5 begins with; MATLAB puts a block of text before it. */
const kSignature = Buffer.from([0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]);
const kStarts = [0, 512];

/**
 * Reads one real matrix, full or sparse, of a MATLAB 7.3 file (`save -v7.3`), as a full one. It takes
 * the package `h5wasm`, which is not installed with this one.
 *
 * @param name how an error calls the file
 * @returns values as float64
 * @throws LacunaError `LACUNA_FILE` when the package is missing, the file is of another kind, or there is no
 *   such matrix in it
 */
export async function readMat(path: string, variable: string, name = 'path'): Promise<Matrix> {
  const bytes = await readBytes(path, name);
  const isHdf5 = kStarts.some((at) => bytes.subarray(at, at + 8).equals(kSignature));
  if (!isHdf5) {
    throw fileError('a MATLAB 7.3 file', name, path, 'it is not HDF5; save it with -v7.3');
  }
  const hdf5 = await loadHdf5(path, name);
  const file = new hdf5.File(path, 'r');
  try {
    return matrixNamed(file, variable, { hdf5, path, name });
  } finally {
    file.close();
  }
}

type Hdf5 = typeof import('h5wasm/node');

async function loadHdf5(path: string, name: string): Promise<Hdf5> {
  let hdf5: Hdf5;
  try {
    hdf5 = await import('h5wasm/node');
  } catch (error) {
    const found = 'the package h5wasm reads it and is not there: npm install h5wasm';
    throw fileError('a file that can be read here', name, path, found, error);
  }
  await hdf5.ready;
  return hdf5;
}

interface Place {
  readonly hdf5: Hdf5;
  readonly path: string;
  readonly name: string;
}

function matrixNamed(file: File, variable: string, { hdf5, path, name }: Place): Matrix {
  const entry = variable === '' ? null : file.get(variable);
  if (entry instanceof hdf5.Dataset && entry.shape?.length === 2) return fullMatrix(entry);
  if (entry instanceof hdf5.Group && 'MATLAB_sparse' in entry.attrs) return sparseMatrix(entry);
  const those = file
    .keys()
    .filter((key) => !key.startsWith('#'))
    .join(', ');
  throw new LacunaError(
    'LACUNA_FILE',
    `Expected one of the matrices ${those} of ${path} for ${name} but received ${JSON.stringify(variable)}`,
  );
}

/** MATLAB stores column by column, so HDF5 sees the transpose. */
function fullMatrix(dataset: Dataset): Matrix {
  const [cols, rows] = dataset.shape as [number, number];
  const values = dataset.value as ArrayLike<number>;
  const data = new Float64Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) data[i * cols + j] = values[j * rows + i] as number;
  }
  return { data, rows, cols };
}

/** Compressed columns: entries jc[j] … jc[j + 1] − 1 stand in column j. */
function sparseMatrix(group: Group): Matrix {
  const listOf = (key: string) => {
    const part = group.get(key) as Dataset | null; // without entries MATLAB leaves data and ir out
    return part === null ? [] : Array.from(part.value as ArrayLike<number | bigint>, Number);
  };
  const [values, row, offsets] = [listOf('data'), listOf('ir'), listOf('jc')];
  const rows = Number(group.attrs.MATLAB_sparse?.value);
  const cols = offsets.length - 1;
  const data = new Float64Array(rows * cols);
  for (let j = 0; j < cols; j++) {
    for (let k = offsets[j] as number; k < (offsets[j + 1] as number); k++) {
      data[(row[k] as number) * cols + j] = values[k] as number;
    }
  }
  return { data, rows, cols };
}
