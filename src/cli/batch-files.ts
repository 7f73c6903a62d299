import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';
import { checkDestination, fileError, readBytes, reasonOf } from '../formats/files.js';
import { UsageError } from './exit.js';
import { fileNames } from './subject.js';

/** One item of a batch. */
export interface BatchFile {
  readonly input: string;
  readonly output: string;
}

/** The paths that a list names, one in each line; `-` is standard input. */
export async function readList(path: string, signal: AbortSignal): Promise<string[]> {
  const list =
    path === '-'
      ? await readStandardInput(signal)
      : (await readBytes(path, fileNames.list)).toString();
  return list.split(/\r?\n/).filter((line) => line !== '');
}

async function readStandardInput(signal: AbortSignal): Promise<string> {
  try {
    return await text(addAbortSignal(signal, process.stdin));
  } catch (error) {
    signal.throwIfAborted();
    throw fileError('a readable list', fileNames.list, '-', reasonOf(error), error);
  }
}

/**
 * Where each input goes: into the folder, under its own name.
 *
 * @throws UsageError when two inputs have one name
 */
export function planFiles(inputs: readonly string[], folder: string): BatchFile[] {
  const byName = new Map<string, string>();
  return inputs.map((input) => {
    const name = basename(input);
    const other = byName.get(name);
    if (other !== undefined) {
      throw new UsageError(
        `Expected inputs with different file names but received ${other} and ${input}`,
      );
    }
    byName.set(name, input);
    return { input, output: join(folder, name) };
  });
}

/**
 * Makes the folder where it is missing.
 *
 * @throws LacunaError `LACUNA_FILE` when nothing can be written there; UsageError when an input lies
 * in it, which its output would replace
 */
export async function prepareFolder(folder: string, files: readonly BatchFile[]): Promise<void> {
  const { outDir } = fileNames;
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw fileError('a folder to write to', outDir, folder, reasonOf(error), error);
  }
  const real = await realpath(folder);
  await checkDestination(join(real, 'output'), outDir);
  const sources = new Map(files.map(({ input }) => [dirname(input), input]));
  for (const [source, input] of sources) {
    const inside = (await realpath(source).catch(() => undefined)) === real;
    if (inside) throw replaces(input, folder);
  }
}

/** An input would be lost. */
export function replaces(input: string, folder: string): UsageError {
  return new UsageError(
    `Expected a folder without inputs for ${fileNames.outDir} but received ${folder}, where ${input} lies`,
  );
}
