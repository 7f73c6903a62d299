import { z } from 'zod';
import { extensionOf, fileError, readBytes, reasonOf } from '../formats/files.js';
import { LacunaError } from '../index.js';
import { type Table, tableSchema } from './schema.js';
import { allTables } from './tables/index.js';

/** How errors call what names a table. */
const tableName = 'TABLE';

/**
 * The table of that id, or the one that a file (.json) holds.
 *
 * @throws LacunaError `LACUNA_INVALID_OPTION` when there is none, `LACUNA_FILE` for a file that is no table
 */
export async function findTable(name: string): Promise<Table> {
  if (extensionOf(name) === '.json') return readTable(name);
  const tables = allTables();
  const table = tables.find(({ id }) => id === name);
  if (table !== undefined) return table;
  const ids = tables.map(({ id }) => id).join(', ');
  const what = `one of ${ids}, or a .json file of a table`;
  const message = `Expected ${what} for ${tableName} but received ${JSON.stringify(name)}`;
  throw new LacunaError('LACUNA_INVALID_OPTION', message);
}

async function readTable(path: string): Promise<Table> {
  const text = (await readBytes(path, tableName)).toString('utf8');
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw fileError('a table in JSON', tableName, path, reasonOf(error), error);
  }
  const parsed = tableSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  const found = z.prettifyError(parsed.error);
  throw fileError('a table', tableName, path, found, parsed.error);
}
