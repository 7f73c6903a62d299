import type { z } from 'zod';
import { LacunaError } from '../errors.js';
import { defaultDeepMethod } from '../methods/names.js';
import { describeIssue } from './describe-issue.js';
import { isRecord, jsonSchemaOf } from './json-schema.js';
import { ofOneModel } from './of-one-model.js';
import {
  batchOptionsSchema,
  fitOptionsSchema,
  optionsSchema,
  type ParsedBatchOptions,
  type ParsedFitOptions,
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
  return parse(optionsSchema, withMethod(options));
}

/** The same for `completeBatch`. */
export function parseBatchOptions(options: unknown = {}): ParsedBatchOptions {
  return parse(batchOptionsSchema, withMethod(options));
}

/** The same for `completeStream`. */
export function parseStreamOptions(options: unknown = {}): ParsedStreamOptions {
  return parse(streamOptionsSchema, withMethod(options));
}

/** The same for `fit`. */
export function parseFitOptions(options: unknown = {}): ParsedFitOptions {
  return parse(fitOptionsSchema, options);
}

/** The same for `completeSparse`. */
export function parseSparseOptions(options: unknown = {}): ParsedSparseOptions {
  return parse(sparseOptionsSchema, options);
}

/** The same for `model.transform`. */
export function parseTransformOptions(options: unknown = {}): ParsedTransformOptions {
  return parse(transformSchema, options);
}

/** The same for `model.transformSparse`. */
export function parseSparseTransformOptions(options: unknown = {}): ParsedSparseTransformOptions {
  return parse(sparseTransformSchema, options);
}

/** Whoever says how a model is made or trained means one, and not what `auto` would choose. */
function withMethod(options: unknown): unknown {
  if (!isRecord(options) || options.method !== undefined) return options;
  const isOfOne = ofOneModel.some((name) => options[name] !== undefined && options[name] !== false);
  return isOfOne ? { ...options, method: defaultDeepMethod } : options;
}

function parse<Schema extends z.ZodType>(schema: Schema, options: unknown): z.output<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue === undefined) throw new LacunaError('LACUNA_INTERNAL', 'Options failed for no reason');
  const line = describeIssue(issue, { options, schema: jsonSchemaOf(schema) });
  throw new LacunaError('LACUNA_INVALID_OPTION', line, { cause: parsed.error });
}
