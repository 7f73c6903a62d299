import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { decodeTensors, encodeTensors, type Tensors } from '../../src/formats/safetensors.js';
import { load, fit as train } from '../../src/index.js';
import { fitted, mask, narrow, rowsOf } from './support.js';

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-model-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const quick = { ...narrow, mask, stopping: { steps: 20 } };
const model = await fitted({ stopping: { steps: 50 }, bounds: [0, 12], keepObserved: false });

/** All of a model but its functions. */
const contents = (one: object) => JSON.parse(JSON.stringify(one));

describe('save and load', () => {
  test('the same bits come back, and transform alike', async () => {
    await model.save(at('m.safetensors'));
    const again = await load(at('m.safetensors'));
    expect(contents(again)).toEqual(contents(model));
    expect(again.factors.left.data).toEqual(model.factors.left.data);
    expect(again.factors.right.data).toEqual(model.factors.right.data);
    const rows = rowsOf(5, 4);
    const rowMask = Uint8Array.from(rows.data, (_, k) => (k % 3 ? 1 : 0));
    const [before, after] = await Promise.all(
      [model, again].map((one) => one.transform(rows, { mask: rowMask })),
    );
    expect(after?.matrix).toEqual(before?.matrix);
    await again.save(at('n.safetensors'));
    expect(await readFile(at('n.safetensors'))).toEqual(await readFile(at('m.safetensors')));
    expect((await readdir(folder)).sort()).toEqual(['m.safetensors', 'n.safetensors']);
  });

  test('learned Laplacians go with it', async () => {
    const airnet = await train(rowsOf(9, 1), { laplacians: true, stopping: { steps: 3 } });
    await airnet.save(at('m.safetensors'));
    expect((await load(at('m.safetensors'))).laplacians).toEqual(airnet.laplacians);
  });

  test('what is written', async () => {
    await model.save(at('m.safetensors'));
    const { metadata, tensors } = decodeTensors(await readFile(at('m.safetensors')), 'm');
    expect(metadata).toMatchObject({ format: 'lacuna-model', format_version: '1' });
    expect(JSON.parse(metadata.report as string)).toMatchObject({ method: 'dmf', seed: 0 });
    expect(tensors.row_factor?.shape).toEqual([80, model.rank]);
    expect(tensors.column_factor?.shape).toEqual([24, model.rank]);
  });

  test.each([
    ['m.npy', /Expected a \.safetensors file for path but received .*m\.npy \(its extension/],
    ['m', /it has no extension/],
    ['no/m.safetensors', /the folder .*no does not exist/],
  ])('saving to %s is refused', async (name, message) => {
    await expect(model.save(at(name))).rejects.toThrow(message);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('damaged files: one line that names the file', () => {
  const metadata = (changes: object) => (file: Tensors) => ({
    ...file,
    metadata: { ...file.metadata, ...changes } as Tensors['metadata'],
  });
  const tensors = (changes: object) => (file: Tensors) => ({
    ...file,
    tensors: JSON.parse(JSON.stringify({ ...file.tensors, ...changes }), (_, value) =>
      value?.shape
        ? { shape: value.shape, data: Float32Array.from(Object.values(value.data), Number) }
        : value,
    ),
  });
  const matrix = (rows: number, cols: number, value: number | string = 1) => ({
    shape: [rows, cols],
    data: Array(rows * cols).fill(value),
  });

  test.each<[string, (file: Tensors) => Tensors, RegExp]>([
    ['another format', metadata({ format: 'pt' }), /a model of Lacuna .* received "pt"/],
    ['no format', metadata({ format: undefined }), /a model of Lacuna .* received none/],
    [
      'a newer version',
      metadata({ format_version: '3', lacuna_version: '9.9.9' }),
      /format version 2, .* received "3", written by lacuna 9\.9\.9/,
    ],
    ['version 0', metadata({ format_version: '0' }), /format version 2, .* received "0"/],
    ['no version', metadata({ format_version: undefined }), /format version 2, .* received none/],
    ['no scale', metadata({ scale: undefined }), /a valid scale in the metadata .* none/],
    ['broken JSON', metadata({ scale: '{' }), /a valid scale in the metadata .* received \{/],
    ['range 0', metadata({ scale: '{"offset":0,"range":0}' }), /a valid scale\.range/],
    ['lambda 0', metadata({ lambda: '{"proximal":0,"least-squares":1}' }), /lambda\.proximal/],
    ['bounds', metadata({ bounds: '[1,0]' }), /a valid bounds/],
    ['a report', metadata({ report: '{}' }), /a valid report\.method/],
    ['no factor', tensors({ row_factor: undefined }), /a tensor "row_factor" .* none/],
    ['a vector', tensors({ row_factor: { shape: [3], data: [1, 2, 3] } }), /a matrix for .* \[3\]/],
    ['no rows', tensors({ row_factor: matrix(0, 4) }), /a matrix for tensor "row_factor"/],
    ['another width', tensors({ row_factor: matrix(80, 2) }), /factors of one width/],
    ['NaN', tensors({ row_factor: matrix(80, 4, 'NaN') }), /finite values .*"row_factor"/],
    [
      'a Laplacian of another order',
      tensors({ 'laplacian.rows': matrix(3, 3) }),
      /a matrix of 80×80 for tensor "laplacian\.rows"/,
    ],
    ['an unknown tensor', tensors({ other: matrix(1, 1) }), /only tensors of a model .* "other"/],
  ])('%s', async (_, damage, message) => {
    await model.save(at('m.safetensors'));
    const file = decodeTensors(await readFile(at('m.safetensors')), 'm');
    const damaged = damage(file);
    await writeFile(at('m.safetensors'), encodeTensors(damaged));
    const loading = load(at('m.safetensors'));
    await expect(loading).rejects.toThrow(message);
    await expect(loading).rejects.toMatchObject({ code: 'LACUNA_FILE' });
    await expect(loading).rejects.toThrow(/^[^\n]*m\.safetensors[^\n]*$/);
  });

  test('no file, and another kind of file', async () => {
    await expect(load(at('none.safetensors'))).rejects.toThrow('there is no such file');
    await writeFile(at('m.safetensors'), 'id,a\n1,2\n');
    await expect(load(at('m.safetensors'))).rejects.toThrow(/a \.safetensors/);
  });

  test('every prefix of a file is refused', async () => {
    const small = await train(rowsOf(2, 1), { ...quick, mask: undefined });
    await small.save(at('m.safetensors'));
    const bytes = await readFile(at('m.safetensors'));
    for (let length = 0; length < bytes.length; length += 97) {
      expect(() => decodeTensors(bytes.subarray(0, length), 'm')).toThrow(/ in m /);
    }
  });
});
