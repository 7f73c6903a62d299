import { chmod, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readBytes, writeWhole } from '../../src/formats/files.js';
import { readMatrix, writeMatrix } from '../../src/formats/index.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-formats-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fileFault = (message: RegExp) =>
  expect.objectContaining({ code: 'LACUNA_FILE', message: expect.stringMatching(message) });

describe('readMatrix and writeMatrix', () => {
  test.each(['.csv', '.tsv', '.npy', '.CSV'])('%s round trip', async (extension) => {
    const path = join(folder, `matrix${extension}`);
    const matrix = { data: Float64Array.of(1, Number.NaN, -0.1, 4e5), rows: 2, cols: 2 };
    await writeMatrix(path, matrix);
    expect(await readMatrix(path)).toEqual(matrix);
    expect(await readdir(folder)).toHaveLength(1);
  });

  test('an unsupported type lists what is supported', async () => {
    const message =
      /^Expected a matrix file \(\.csv, \.tsv, \.npy\) for INPUT but received a\.xls \(\.xls is not supported\)$/;
    await expect(readMatrix('a.xls', 'INPUT')).rejects.toEqual(fileFault(message));
    await expect(readMatrix('a', 'INPUT')).rejects.toEqual(fileFault(/it has no extension/));
  });
});

describe('readBytes', () => {
  test('a missing file and a folder', async () => {
    const missing =
      /^Expected a readable file for --mask but received .*none\.csv \(there is no such file\)$/;
    await expect(readBytes(join(folder, 'none.csv'), '--mask')).rejects.toEqual(fileFault(missing));
    await expect(readBytes(folder, '--mask')).rejects.toEqual(fileFault(/it is a folder/));
  });
});

describe('writeWhole', () => {
  const bytes = Buffer.from('whole');

  test('replaces a file and leaves nothing else behind', async () => {
    const path = join(folder, 'out.csv');
    await writeFile(path, 'before');
    await writeWhole(path, bytes, '--output');
    expect(await readFile(path, 'utf8')).toBe('whole');
    expect(await readdir(folder)).toEqual(['out.csv']);
  });

  test('writes through a symbolic link', async () => {
    const target = join(folder, 'target.csv');
    const link = join(folder, 'link.csv');
    await writeFile(target, 'before');
    await symlink(target, link);
    await writeWhole(link, bytes, '--output');
    expect(await readFile(target, 'utf8')).toBe('whole');
  });

  test('a folder that does not exist', async () => {
    const path = join(folder, 'none', 'out.csv');
    const message = /for --output but received .*out\.csv \(the folder .*none does not exist\)$/;
    await expect(writeWhole(path, bytes, '--output')).rejects.toEqual(fileFault(message));
  });

  test('a file where the folder should be, and a folder where the file should be', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const inside = writeWhole(join(file, 'out.csv'), bytes, '--output');
    await expect(inside).rejects.toEqual(fileFault(/is not a folder/));
    await expect(writeWhole(folder, bytes, '--output')).rejects.toEqual(
      fileFault(/it is a folder/),
    );
  });

  test('a device is left alone', async () => {
    const fault = fileFault(/it is not an ordinary file/);
    await expect(writeWhole('/dev/null', bytes, '--output')).rejects.toEqual(fault);
  });

  test.skipIf(process.getuid?.() === 0)('a folder without permission', async () => {
    await chmod(folder, 0o500);
    const fault = fileFault(/is not writable/);
    await expect(writeWhole(join(folder, 'a.csv'), bytes, '--output')).rejects.toEqual(fault);
  });
});
