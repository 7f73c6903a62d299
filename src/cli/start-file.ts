import { nonlocalStarts } from '../classic/nonlocal.js';
import { readMatrix } from '../index.js';
import { isRecord } from '../options/json-schema.js';

/**
 * A method with the completion that it starts from read from its file, a matrix; what is no path stays as
 * it is, for the schema to judge.
 *
 * @throws LacunaError `LACUNA_FILE`
 */
export async function readStart(method: unknown): Promise<unknown> {
  if (!isRecord(method)) return method;
  const { start, ...settings } = method as Readonly<Record<string, unknown>>;
  if (settings.type !== 'nonlocal' || typeof start !== 'string') return method;
  if ((nonlocalStarts as readonly string[]).includes(start)) return method;
  return { ...settings, start: await readMatrix(start, 'method.start') };
}
