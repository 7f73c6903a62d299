import { invalidOption } from '../errors.js';
import { ofOneModel } from '../options/of-one-model.js';
import type { ParsedOptions } from '../options/schema.js';

/**
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for an option that says how one model is made beside
 * method auto, and for `effort` beside another
 */
export function requireAutoOptions(options: AskedOptions): void {
  const { method, effort } = options;
  if (method !== 'auto') {
    if (effort === undefined) return;
    throw invalidOption('method auto beside effort', 'method', nameOf(method));
  }
  for (const name of ofOneModel) {
    const value = options[name];
    if (value === undefined || value === false) continue;
    throw invalidOption('nothing beside method auto, which decides it,', name, value);
  }
}

/** Those of `complete` or of `completeSparse`. */
type AskedOptions = Pick<ParsedOptions, 'method' | 'effort'> &
  Partial<Pick<ParsedOptions, (typeof ofOneModel)[number]>>;

function nameOf(method: ParsedOptions['method']): string {
  return typeof method === 'object' ? method.type : method;
}
