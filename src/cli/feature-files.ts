import { featureSides } from '../classic/features.js';
import { readMatrix } from '../index.js';
import { isRecord } from '../options/json-schema.js';

/**
 * The method with features of rows and columns that are named by paths read from these files, matrices;
 * what is no path stays as it is, for the schema to judge.
 *
 * @throws LacunaError `LACUNA_FILE`
 */
export async function readFeatures(method: unknown): Promise<unknown> {
  if (!isTree(method) || !isTree(method.features)) return method;
  const features: Record<string, unknown> = { ...method.features };
  for (const side of featureSides) {
    const path = features[side];
    if (typeof path === 'string') {
      features[side] = await readMatrix(path, `method.features.${side}`);
    }
  }
  return { ...method, features };
}

function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value);
}
