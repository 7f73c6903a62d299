import type { z } from 'zod';
import { type AskedDevice, requirePrecision } from '../device.js';
import { LacunaError } from '../errors.js';
import { describeIssue } from './describe-issue.js';
import { jsonSchemaOf } from './json-schema.js';
import {
  batchOptionsSchema,
  optionsSchema,
  type ParsedBatchOptions,
  type ParsedOptions,
  type ParsedSparseOptions,
  type ParsedStreamOptions,
  sparseOptionsSchema,
  streamOptionsSchema,
} from './schema.js';
import {
  type ParsedSparseTransformOptions,
  type ParsedTransformOptions,
  sparseTransformSchema,
  transformSchema,
} from './transform-schema.js';

/**
 * Options of `complete` with the schema's defaults filled in.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` with one line about the first fault.
 */
export function parseOptions(options: unknown = {}): ParsedOptions {
  return placed(parse(optionsSchema, options));
}

/** The same for `completeBatch`. */
export function parseBatchOptions(options: unknown = {}): ParsedBatchOptions {
  return placed(parse(batchOptionsSchema, options));
}

/** The same for `completeStream`. */
export function parseStreamOptions(options: unknown = {}): ParsedStreamOptions {
  return placed(parse(streamOptionsSchema, options));
}

/** The same for `completeSparse`. */
export function parseSparseOptions(options: unknown = {}): ParsedSparseOptions {
  return placed(parse(sparseOptionsSchema, options));
}

/** The same for `model.transform`. */
export function parseTransformOptions(options: unknown = {}): ParsedTransformOptions {
  return parse(transformSchema, options);
}

/** The same for `model.transformSparse`. */
export function parseSparseTransformOptions(options: unknown = {}): ParsedSparseTransformOptions {
  return parse(sparseTransformSchema, options);
}

/** Options whose device has the precision asked for. */
function placed<Options extends AskedDevice>(options: Options): Options {
  requirePrecision(options);
  return options;
}

function parse<Schema extends z.ZodType>(schema: Schema, options: unknown): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw new LacunaError('LACUNA_INTERNAL', 'Options failed for no reason');
  const line = describeIssue(issue, { options, schema: jsonSchemaOf(schema) });
  throw new LacunaError('LACUNA_INVALID_OPTION', line, { cause: parsed.error });
}
