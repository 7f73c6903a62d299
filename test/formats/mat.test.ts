import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import h5wasm from 'h5wasm/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMat } from '../../src/index.js';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-mat-'));
  await h5wasm.ready;
  const file = new h5wasm.File(at('m.mat'), 'w');
  // 2×3 in MATLAB: 1 2 3; 4 5 6, column by column.
  const full = { name: 'M', data: new Float64Array([1, 4, 2, 5, 3, 6]), shape: [3, 2] };
  file.create_dataset(full);
  // [0 7; 0 0; 9 8] by columns.
  const sparse = file.create_group('S');
  sparse.create_attribute('MATLAB_sparse', 3, undefined, '<Q');
  sparse.create_dataset({ name: 'data', data: new Float64Array([9, 7, 8]) });
  sparse.create_dataset({ name: 'ir', data: new BigUint64Array([2n, 0n, 2n]) });
  sparse.create_dataset({ name: 'jc', data: new BigUint64Array([0n, 1n, 3n]) });
  const empty = file.create_group('E');
  empty.create_attribute('MATLAB_sparse', 1, undefined, '<Q');
  empty.create_dataset({ name: 'jc', data: new BigUint64Array([0n, 0n, 0n]) });
  file.close();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('full and sparse matrices', async () => {
  const read = (name: string) => readMat(at('m.mat'), name);
  expect(await read('M')).toEqual({ rows: 2, cols: 3, data: Float64Array.of(1, 2, 3, 4, 5, 6) });
  expect(await read('S')).toEqual({ rows: 3, cols: 2, data: Float64Array.of(0, 7, 0, 0, 9, 8) });
  expect(await read('E')).toEqual({ rows: 1, cols: 2, data: Float64Array.of(0, 0) });
});

test('a name that is not there, an older file, and none', async () => {
  await expect(readMat(at('m.mat'), 'X')).rejects.toThrow(
    /Expected one of the matrices E, M, S of .*m\.mat for path but received "X"/,
  );
  await writeFile(at('old.mat'), 'MATLAB 5.0 MAT-file');
  await expect(readMat(at('old.mat'), 'M', 'INPUT')).rejects.toMatchObject({
    code: 'LACUNA_FILE',
    message: expect.stringMatching(/a MATLAB 7\.3 file for INPUT .*save it with -v7\.3/),
  });
  await expect(readMat(at('no.mat'), 'M')).rejects.toThrow(/no such file/);
});
