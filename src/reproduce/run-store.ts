import { appendFile, readFile, truncate } from 'node:fs/promises';
import { fileError, reasonOf } from '../formats/files.js';
import { LacunaError } from '../index.js';
import { type RunRecord, recordSchema } from './record.js';

/** How errors call the folder of results. */
export const outName = '--out';

/**
 * The file of runs: one JSON object in each line, appended as soon as a run has ended, so that whatever
 * stops the program costs no run that was finished.
 */
export class RunStore {
  readonly #path: string;
  readonly #records: Map<string, RunRecord>;

  private constructor(path: string, records: Map<string, RunRecord>) {
    this.#path = path;
    this.#records = records;
  }

  /**
   * Opens a file of runs, which need not be there. A last line that was not written to its end is taken
   * away.
   *
   * @throws LacunaError `LACUNA_FILE` for a file that cannot be read, or a line that is no run
   */
  static async open(path: string): Promise<RunStore> {
    const records = new Map<string, RunRecord>();
    for (const [index, line] of (await wholeLines(path)).entries()) {
      const record = recordOf(line, `line ${index + 1} of ${path}`);
      records.set(nameOf(record), record);
    }
    return new RunStore(path, records);
  }

  /** Whether the run was completed; one that failed is worth another try. */
  has(cell: string, seed: number): boolean {
    return this.#records.get(nameOf({ cell, seed }))?.status === 'completed';
  }

  /** The last one of each cell and seed. */
  get records(): readonly RunRecord[] {
    return [...this.#records.values()];
  }

  async append(record: RunRecord): Promise<void> {
    const line = JSON.stringify(record);
    try {
      await appendFile(this.#path, `${line}\n`);
    } catch (error) {
      throw fileError('a file to write', outName, this.#path, reasonOf(error), error);
    }
    // As it will be read: what is not finite is null.
    this.#records.set(nameOf(record), recordOf(line, this.#path));
  }
}

function nameOf({ cell, seed }: Pick<RunRecord, 'cell' | 'seed'>): string {
  return `${cell} ${seed}`;
}

async function wholeLines(path: string): Promise<string[]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw fileError('a readable file', outName, path, reasonOf(error), error);
  }
  const end = bytes.lastIndexOf('\n') + 1;
  if (end < bytes.length) await truncate(path, end);
  const lines = bytes.subarray(0, end).toString('utf8').split('\n');
  return lines.slice(0, -1);
}

function recordOf(line: string, place: string): RunRecord {
  try {
    return recordSchema.parse(JSON.parse(line));
  } catch (error) {
    throw new LacunaError('LACUNA_FILE', `Expected a run in ${place} but received something else`, {
      cause: error,
    });
  }
}
