import type { z } from 'zod';
import { type AskedDevice, requirePrecision } from '../device.js';
import { LacunaError } from '../errors.js';
import { defaultDeepMethod } from '../methods/names.js';
import { describeIssue } from './describe-issue.js';
import { isRecord, jsonSchemaOf } from './json-schema.js';
import { isOfOneModel } from './of-one-model.js';
import {
  batchOptionsSchema,
  fitOptionsSchema,
  optionsSchema,
  type ParsedBatchOptions,
  type ParsedFitOptions,
  type ParsedOptions,
  type ParsedSparseFitOptions,
  type ParsedSparseOptions,
  type ParsedStreamOptions,
  sparseFitOptionsSchema,
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
  return placed(parse(optionsSchema, withMethod(options)));
}

/** The same for `completeBatch`. */
export function parseBatchOptions(options: unknown = {}): ParsedBatchOptions {
  return placed(parse(batchOptionsSchema, withMethod(options)));
}

/** The same for `completeStream`. */
export function parseStreamOptions(options: unknown = {}): ParsedStreamOptions {
  return placed(parse(streamOptionsSchema, withMethod(options)));
}

/** The same for `fit`. */
export function parseFitOptions(options: unknown = {}): ParsedFitOptions {
  return placed(parse(fitOptionsSchema, options));
}

/** The same for `completeSparse`. */
export function parseSparseOptions(options: unknown = {}): ParsedSparseOptions {
  return placed(parse(sparseOptionsSchema, withMethod(options)));
}

/** The same for `fitSparse`. */
export function parseSparseFitOptions(options: unknown = {}): ParsedSparseFitOptions {
  return placed(parse(sparseFitOptionsSchema, options));
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

/** Whoever says how a model is made or trained means one, and not what `auto` would choose. */
function withMethod(options: unknown): unknown {
  if (!isRecord(options) || options.method !== undefined) return options;
  return isOfOneModel(options) ? { ...options, method: defaultDeepMethod } : options;
}

function parse<Schema extends z.ZodType>(schema: Schema, options: unknown): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw new LacunaError('LACUNA_INTERNAL', 'Options failed for no reason');
  const line = describeIssue(issue, { options, schema: jsonSchemaOf(schema) });
  throw new LacunaError('LACUNA_INVALID_OPTION', line, { cause: parsed.error });
}
