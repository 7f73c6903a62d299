import { invalidOption } from '../errors.js';
import { ofOneModel } from '../options/of-one-model.js';
import type { ParsedOptions } from '../options/schema.js';

/** @throws {LacunaError} `LACUNA_INVALID_OPTION` for an option that says how one model is made */
export function requireAutoOptions(options: ParsedOptions): void {
  for (const name of ofOneModel) {
    const value = options[name];
    if (value === undefined || value === false) continue;
    throw invalidOption('nothing beside method auto, which decides it,', name, value);
  }
}
