import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileError, reasonOf } from '../formats/files.js';
import { type Matrix, readMat, readMatrix } from '../index.js';

/** A file below the data folder, and the variable that is meant where it holds several. */
export interface DataFile {
  readonly file: string;
  readonly variable?: string | undefined;
}

/** How errors call a file of the data folder. */
export const dataName = '--data';

/** Every { file } within a value, in the order of its keys. */
export function dataFilesIn(value: unknown): DataFile[] {
  if (isDataFile(value)) return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(dataFilesIn);
}

/** The value with the matrix of its file for every { file } within it. */
export async function withMatrices(value: unknown, folder: string): Promise<unknown> {
  if (isDataFile(value)) return readDataMatrix(value, folder);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    async ([key, part]) => [key, await withMatrices(part, folder)] as const,
  );
  const read = Object.fromEntries(await Promise.all(entries));
  return Array.isArray(value) ? Object.values(read) : read;
}

export function readDataMatrix({ file, variable }: DataFile, folder: string): Promise<Matrix> {
  const path = join(folder, file);
  if (extname(file) !== '.mat') return readMatrix(path, dataName);
  return readMat(path, variable ?? '', dataName);
}

/** Those that are not in the folder, each once. */
export async function missingFiles(
  files: readonly DataFile[],
  folder: string | undefined,
): Promise<string[]> {
  const names = [...new Set(files.map(({ file }) => file))];
  if (folder === undefined) return names;
  const present = await Promise.all(names.map((name) => isFile(join(folder, name))));
  return names.filter((_, index) => !present[index]);
}

/** Digests of files by their names: who changes a file makes other runs of it. */
export class Digests {
  readonly #folder: string;
  readonly #known = new Map<string, Promise<string>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The first sixteen digits of the SHA-256 of each file. */
  async of(files: readonly DataFile[]): Promise<Record<string, string>> {
    const names = [...new Set(files.map(({ file }) => file))];
    const digests = await Promise.all(names.map((name) => this.#digest(name)));
    return Object.fromEntries(names.map((name, index) => [name, digests[index] as string]));
  }

  #digest(name: string): Promise<string> {
    let digest = this.#known.get(name);
    if (digest === undefined) {
      digest = digestOf(join(this.#folder, name));
      this.#known.set(name, digest);
    }
    return digest;
  }
}

async function digestOf(path: string): Promise<string> {
  try {
    return shortHash(await readFile(path));
  } catch (error) {
    throw fileError('a readable file', dataName, path, reasonOf(error), error);
  }
}

export function shortHash(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

function isDataFile(value: unknown): value is DataFile {
  if (typeof value !== 'object' || value === null || !('file' in value)) return false;
  const { file, variable, ...others } = value as { file: unknown; variable?: unknown };
  return typeof file === 'string' && Object.keys(others).length === 0;
}

async function isFile(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined);
  return status?.isFile() ?? false;
}
