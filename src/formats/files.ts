import { randomBytes } from 'node:crypto';
import { constants, rmSync } from 'node:fs';
import { access, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { LacunaError } from '../errors.js';

/** The extension that decides a file's type, in lower case with its dot: `.csv`. */
export function extensionOf(path: string): string {
  return extname(path).toLowerCase();
}

/** An error about a file: `Expected <what> for <name> but received <path> (<found>)`. */
export function fileError(
  what: string,
  name: string,
  path: string,
  found: string,
  cause?: unknown,
): LacunaError {
  const message = `Expected ${what} for ${name} but received ${path} (${oneLine(found)})`;
  return new LacunaError('LACUNA_FILE', message, cause === undefined ? {} : { cause });
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

const kReasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** Why the file system refused, in a few words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return kReasons[code ?? ''] ?? message;
}

/**
 * The bytes of a file.
 *
 * @param name how an error calls the file, for instance `--mask`
 * @throws LacunaError `LACUNA_FILE` when it cannot be read
 */
export async function readBytes(path: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileError('a readable file', name, path, reasonOf(error), error);
  }
}

/**
 * Checks that a file could be written at `path`: its folder exists and is writable, and what is
 * there already, if anything, is an ordinary file.
 *
 * @param name how an error calls the file, for instance `--output`
 * @returns the path to write to, symbolic links resolved
 * @throws LacunaError `LACUNA_FILE`
 */
export async function checkDestination(path: string, name: string): Promise<string> {
  const folder = dirname(path);
  await checkFolder(folder, path, name);
  const present = await stat(path).catch(() => undefined);
  if (present === undefined) return path;
  if (!present.isFile()) {
    const found = present.isDirectory() ? 'it is a folder' : 'it is not an ordinary file';
    throw fileError('a file to write', name, path, found);
  }
  return realpath(path);
}

async function checkFolder(folder: string, path: string, name: string): Promise<void> {
  const what = 'a file in an existing, writable folder';
  const present = await stat(folder).catch(() => undefined);
  if (present === undefined) {
    throw fileError(what, name, path, `the folder ${folder} does not exist`);
  }
  if (!present.isDirectory()) throw fileError(what, name, path, `${folder} is not a folder`);
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    throw fileError(what, name, path, `the folder ${folder} is not writable`, error);
  }
}

const unfinished = new Set<string>();
process.on('exit', () => {
  for (const path of unfinished) rmSync(path, { force: true });
});

/**
 * Writes a file whole or not at all: under a temporary name in the same folder, then renamed.
 *
 * @param name how an error calls the file, for instance `--output`
 * @throws LacunaError `LACUNA_FILE`
 */
export async function writeWhole(path: string, bytes: Uint8Array, name: string): Promise<void> {
  const target = await checkDestination(path, name);
  const suffix = randomBytes(6).toString('hex');
  const temporary = join(dirname(target), `.${basename(target)}.${suffix}.tmp`);
  unfinished.add(temporary);
  try {
    await writeDurably(temporary, bytes);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw fileError('a file to write', name, path, reasonOf(error), error);
  } finally {
    unfinished.delete(temporary);
  }
}

/** A rename may reach the disk before the data does, unless the data is synced first. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}
