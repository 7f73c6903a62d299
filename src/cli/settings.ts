import type { Command } from 'commander';
import type { z } from 'zod';
import type {
  BatchOptions,
  FitOptions,
  Options,
  SparseOptions,
  TransformOptions,
} from '../index.js';
import { assigned, type Tree } from '../options/assign.js';
import { phrase } from '../options/describe-issue.js';
import { jsonSchemaOf, nodeAt } from '../options/json-schema.js';
import {
  parseBatchOptions,
  parseFitOptions,
  parseOptions,
  parseSparseOptions,
  parseTransformOptions,
} from '../options/parse.js';
import {
  batchOptionsSchema,
  fitOptionsSchema,
  methodDescription,
  optionsSchema,
  sparseOptionsSchema,
} from '../options/schema.js';
import { transformSchema } from '../options/transform-schema.js';
import { singleRatingMethod } from '../ratings/complete.js';
import { UsageError } from './exit.js';
import { readFeatures } from './feature-files.js';
import { readGraphs, readSideGraphs } from './graph-files.js';
import { readStart } from './start-file.js';

/** A flag that stands for one option. */
interface SettingFlag {
  readonly flag: string;
  readonly value: string;
  readonly option: string;
}

/** The options of a command, and those of them that have a flag; `--set` reaches the others. */
export interface SettingSet<Settings> {
  readonly schema: z.ZodType<unknown, Settings>;
  readonly flags: readonly SettingFlag[];
  /** @throws LacunaError `LACUNA_INVALID_OPTION` */
  readonly parse: (options: unknown) => unknown;
}

const kFlags: readonly SettingFlag[] = [
  { flag: 'method', value: 'NAME', option: 'method' },
  { flag: 'seed', value: 'N', option: 'seed' },
  { flag: 'steps', value: 'N', option: 'stopping.steps' },
  { flag: 'threads', value: 'N', option: 'threads' },
  { flag: 'device', value: 'NAME', option: 'device' },
  { flag: 'precision', value: 'NAME', option: 'precision' },
];

const kEffort: SettingFlag = { flag: 'effort', value: 'NAME', option: 'effort' };

export const completeSettings: SettingSet<Options> = {
  schema: optionsSchema,
  flags: [...kFlags, kEffort],
  parse: parseOptions,
};

export const fitSettings: SettingSet<FitOptions> = {
  schema: fitOptionsSchema,
  flags: kFlags,
  parse: parseFitOptions,
};

export const batchSettings: SettingSet<BatchOptions> = {
  schema: batchOptionsSchema,
  flags: [...kFlags, kEffort, { flag: 'concurrency', value: 'N', option: 'concurrency' }],
  parse: parseBatchOptions,
};

const { method } = sparseOptionsSchema.shape;

export const ratingSettings: SettingSet<SparseOptions> = {
  schema: sparseOptionsSchema.extend({
    method: method.meta({
      ...method.meta(),
      description: methodDescription(singleRatingMethod),
    }),
  }),
  flags: [...kFlags, kEffort],
  parse: parseSparseOptions,
};

export const transformSettings: SettingSet<TransformOptions> = {
  schema: transformSchema,
  flags: [
    { flag: 'method', value: 'NAME', option: 'method' },
    { flag: 'lambda', value: 'NUMBER', option: 'lambda' },
    { flag: 'threads', value: 'N', option: 'threads' },
  ],
  parse: parseTransformOptions,
};

/** What commander hands over for the flags of settings. */
export interface SettingFlags {
  readonly set?: readonly string[];
}

/** Adds the flags of options, described by the schema, and `--set`. */
export function addSettingFlags<Settings>(command: Command, settings: SettingSet<Settings>): void {
  for (const { flag, value, option } of settings.flags) {
    command.option(`--${flag} <${value}>`, helpOf(option, settings.schema));
  }
  const describe =
    'any option by its name, for instance optimizer.learningRate=1e-3; values are JSON';
  const collect = (setting: string, before: string[] = []) => [...before, setting];
  command.option('--set <KEY=VALUE>', `${describe}; may be repeated`, collect);
}

function helpOf(option: string, schema: z.ZodType): string {
  const node = nodeAt(option.split('.'), undefined, jsonSchemaOf(schema));
  if (node === undefined) throw new Error(`No option ${option} in the schema`);
  const fallback = node.default === undefined ? '' : `, default ${node.default}`;
  return `${node.description ?? ''} (${phrase(node)}${fallback})`;
}

/** What files and the command itself provide; JSON cannot say it. */
const kNotData = ['mask', 'onProgress', 'predictAt', 'signal'];

/**
 * The options that flags and settings describe; `--set` wins over flags, a later one over an earlier.
 * Graphs of regularizers and of a spectral chain, features of a method and a completion to start from may be
 * paths of matrix files, which are read.
 *
 * @throws LacunaError `LACUNA_INVALID_OPTION` or `LACUNA_FILE`, or UsageError
 */
export async function optionsOf<Settings>(
  flags: SettingFlags,
  { flags: known, parse }: SettingSet<Settings>,
): Promise<Settings> {
  const texts = flags as Readonly<Record<string, unknown>>;
  let options: Tree = {};
  for (const { flag, option } of known) {
    const text = texts[flag];
    if (typeof text === 'string') options = assigned(options, option.split('.'), parsed(text));
  }
  for (const setting of flags.set ?? []) options = withSetting(options, setting);
  const read = { ...options, ...(await matricesIn(options)) };
  parse(read);
  return read as Settings;
}

/** The options that may name files of matrices, with these read. */
async function matricesIn({ method, regularizers, representation }: Tree): Promise<Tree> {
  return {
    ...(method !== undefined && { method: await readFeatures(await readStart(method)) }),
    ...(regularizers !== undefined && { regularizers: await readGraphs(regularizers) }),
    ...(representation !== undefined && { representation: await readSideGraphs(representation) }),
  };
}

const kKey = /^[a-z]\w*(?:\.[a-z]\w*)*$/i;

function withSetting(options: Tree, setting: string): Tree {
  const equals = setting.indexOf('=');
  const key = setting.slice(0, Math.max(equals, 0)).trim();
  if (!kKey.test(key)) {
    throw new UsageError(`Expected key=value for --set but received ${JSON.stringify(setting)}`);
  }
  const path = key.split('.');
  if (kNotData.includes(path[0] as string)) {
    throw new UsageError(`Expected an option that is data for --set but received ${path[0]}`);
  }
  return assigned(options, path, parsed(setting.slice(equals + 1).trim()));
}

/** JSON where it is JSON, else the text itself: `auto` needs no quotes. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
