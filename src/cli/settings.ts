import type { Command } from 'commander';
import type { Options } from '../index.js';
import { phrase } from '../options/describe-issue.js';
import { nodeAt } from '../options/json-schema.js';
import { parseOptions } from '../options/parse.js';
import { UsageError } from './exit.js';

/** Flags that stand for one option each; every other option is reached by `--set`. */
const kFlags = [
  { flag: 'method', value: 'NAME', option: 'method' },
  { flag: 'seed', value: 'N', option: 'seed' },
  { flag: 'steps', value: 'N', option: 'stopping.steps' },
  { flag: 'threads', value: 'N', option: 'threads' },
  { flag: 'device', value: 'NAME', option: 'device' },
] as const;

type Flag = (typeof kFlags)[number]['flag'];

/** What commander hands over for these flags. */
export type SettingFlags = { readonly [Name in Flag]?: string } & {
  readonly set?: readonly string[];
};

/** Adds the flags of options, described by the schema, and `--set`. */
export function addSettingFlags(command: Command): void {
  for (const { flag, value, option } of kFlags) {
    command.option(`--${flag} <${value}>`, helpOf(option));
  }
  const describe =
    'any option by its name, for instance optimizer.learningRate=1e-3; values are JSON';
  const collect = (setting: string, before: string[] = []) => [...before, setting];
  command.option('--set <KEY=VALUE>', `${describe}; may be repeated`, collect);
}

function helpOf(option: string): string {
  const node = nodeAt(option.split('.'), undefined);
  if (node === undefined) throw new Error(`No option ${option} in the schema`);
  const fallback = node.default === undefined ? '' : `, default ${node.default}`;
  return `${node.description ?? ''} (${phrase(node)}${fallback})`;
}

/** What files and the command itself provide; JSON cannot say it. */
const kNotData = ['mask', 'onProgress', 'signal'];

/**
 * The options that flags and settings describe; `--set` wins over flags, a later one over an earlier.
 *
 * @throws LacunaError `LACUNA_INVALID_OPTION` or UsageError
 */
export function optionsOf(flags: SettingFlags): Options {
  const options: Tree = {};
  for (const { flag, option } of kFlags) {
    const text = flags[flag];
    if (text !== undefined) assign(options, option.split('.'), parsed(text));
  }
  for (const setting of flags.set ?? []) applySetting(options, setting);
  parseOptions(options);
  return options;
}

type Tree = { [key: string]: unknown };

const kKey = /^[a-z]\w*(?:\.[a-z]\w*)*$/i;

function applySetting(options: Tree, setting: string): void {
  const equals = setting.indexOf('=');
  const key = setting.slice(0, Math.max(equals, 0)).trim();
  if (!kKey.test(key)) {
    throw new UsageError(`Expected key=value for --set but received ${JSON.stringify(setting)}`);
  }
  const path = key.split('.');
  if (kNotData.includes(path[0] as string)) {
    throw new UsageError(`Expected an option that is data for --set but received ${path[0]}`);
  }
  assign(options, path, parsed(setting.slice(equals + 1).trim()));
}

function assign(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const branch = Object.hasOwn(tree, key) ? tree[key] : undefined;
  const isBranch = typeof branch === 'object' && branch !== null && !Array.isArray(branch);
  const next: Tree = isBranch ? (branch as Tree) : {};
  tree[key] = next;
  assign(next, rest, value);
}

/** JSON where it is JSON, else the text itself: `auto` needs no quotes. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
