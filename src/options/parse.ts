import { LacunaError } from '../errors.js';
import { describeIssue } from './describe-issue.js';
import { optionsSchema, type ParsedOptions } from './schema.js';

/**
 * Options with the schema's defaults filled in.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` with one line about the first fault.
 */
export function parseOptions(options: unknown = {}): ParsedOptions {
  const parsed = optionsSchema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw new LacunaError('LACUNA_INTERNAL', 'Options failed for no reason');
  throw new LacunaError('LACUNA_INVALID_OPTION', describeIssue(issue, options), {
    cause: parsed.error,
  });
}
