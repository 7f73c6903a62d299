// Reads what MATLAB 7.3 writes: HDF5 with matrices column by column.
import h5wasm, { Dataset, Group } from 'h5wasm/node';
import type { Matrix } from 'lacuna';

/** Dense or sparse matrices of the file, as dense ones. */
export async function readMat(path: string, names: readonly string[]): Promise<Matrix[]> {
  await h5wasm.ready;
  const file = new h5wasm.File(path, 'r');
  try {
    return names.map((name) => {
      const entry = file.get(name);
      if (entry instanceof Dataset) return denseMatrix(entry);
      if (entry instanceof Group) return sparseMatrix(entry);
      throw new Error(`Expected a matrix ${name} in ${path}`);
    });
  } finally {
    file.close();
  }
}

function denseMatrix(dataset: Dataset): Matrix {
  const [cols, rows] = dataset.shape as [number, number];
  const values = dataset.value as ArrayLike<number>;
  const data = new Float32Array(rows * cols);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) data[i * cols + j] = values[j * rows + i] as number;
  }
  return { data, rows, cols };
}

/** Compressed columns: entries jc[j] … jc[j + 1] − 1 stand in column j. */
function sparseMatrix(group: Group): Matrix {
  const listOf = (name: string) =>
    Array.from((group.get(name) as Dataset).value as ArrayLike<number | bigint>, Number);
  const values = listOf('data');
  const row = listOf('ir');
  const offsets = listOf('jc');
  const rows = Number(group.attrs.MATLAB_sparse?.value);
  const cols = offsets.length - 1;
  const data = new Float32Array(rows * cols);
  for (let j = 0; j < cols; j++) {
    for (let k = offsets[j] as number; k < (offsets[j + 1] as number); k++) {
      data[(row[k] as number) * cols + j] = values[k] as number;
    }
  }
  return { data, rows, cols };
}
