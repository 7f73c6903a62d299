import type { z } from 'zod';
import { expectation } from '../errors.js';
import {
  alternatives,
  isRecord,
  nodeAt,
  type OptionNode,
  optionNames,
  valueAt,
  variantFor,
} from './json-schema.js';
import { nearest, suggestion } from './nearest.js';

type Issue = z.core.$ZodIssue;
type UnknownKeys = z.core.$ZodIssueUnrecognizedKeys;
type Path = readonly PropertyKey[];

/** Options as they were given, and what they should be. */
export interface Given {
  readonly options: unknown;
  readonly schema: OptionNode;
}

/** One line for one issue: what was expected, for which option, what came. */
export function describeIssue(found: Issue, given: Given): string {
  const issue = innermost(found, given);
  if (issue.code === 'unrecognized_keys') return describeUnknown(issue, given);
  const value = valueAt(given.options, issue.path);
  const node = nodeAt(issue.path, given.options, given.schema);
  const what = node ? phrase(variantFor(node, value)) : 'a valid value';
  const meant = node && typeof value === 'string' ? suggestion(value, choices(node)) : '';
  return expectation(what, optionName(issue.path), value) + meant;
}

/** Of an object that is given where names or an object may be, the fault inside of it. */
function innermost(issue: Issue, given: Given): Issue {
  if (issue.code !== 'invalid_union' || !isRecord(valueAt(given.options, issue.path))) return issue;
  const inside = issue.errors
    .flatMap(([first]) => (first ? [first] : []))
    .find(({ code, path }) => code === 'unrecognized_keys' || path.length > 0);
  return inside ? innermost({ ...inside, path: [...issue.path, ...inside.path] }, given) : issue;
}

/** `optimizer.learningRate`, `regularizers[0].weight`; the empty path is `options`. */
export function optionName(path: Path): string {
  if (path.length === 0) return 'options';
  return path
    .map((key, depth) => (typeof key === 'number' ? `[${key}]` : (depth ? '.' : '') + String(key)))
    .join('');
}

/** In words, what an option takes: `a number in (0, 1)`. */
export function phrase(node: OptionNode): string {
  if (node.expected) return node.expected;
  if (node.const !== undefined) return show(node.const);
  if (node.enum) return oneOf(node.enum.map(show));
  if (node.type === 'integer') return `an integer${range(node)}`;
  if (node.type === 'number') return range(node) ? `a number${range(node)}` : 'a finite number';
  if (node.type === 'boolean') return 'true or false';
  if (node.type === 'array')
    return `an array${node.items ? `, each entry ${phrase(node.items)}` : ''}`;
  if (node.anyOf) return node.anyOf.map(phrase).join(' or ');
  return node.oneOf ? `an object with type ${oneOf(choicesOfType(node).map(show))}` : 'an object';
}

function describeUnknown({ keys, path }: UnknownKeys, given: Given): string {
  const key = keys[0] as string;
  const meant = (path.length === 0 && elsewhere(key, given)) || besides(key, path, given);
  const line = `Unknown option "${optionName([...path, key])}"`;
  return meant ? `${line}; did you mean "${meant}"?` : line;
}

/** The same key in another place, a setting of one method last: `steps` is `stopping.steps`. */
function elsewhere(key: string, { schema }: Given): string | undefined {
  const names = optionNames(schema).filter((name) => name.endsWith(`.${key}`));
  return names.find((name) => !name.startsWith('method.')) ?? names[0];
}

/** The nearest of the keys that the object at `path` may have. */
function besides(key: string, path: Path, { options, schema }: Given): string | undefined {
  const node = nodeAt(path, options, schema);
  const variant = node && variantFor(node, valueAt(options, path));
  const near = nearest(key, Object.keys(variant?.properties ?? {}));
  return near && optionName([...path, near]);
}

function choices(node: OptionNode): string[] {
  return alternatives(node)
    .flatMap((one) => one.enum ?? (one.const === undefined ? [] : [one.const]))
    .map(String);
}

function choicesOfType(node: OptionNode): unknown[] {
  return alternatives(node).map((variant) => variant.properties?.type?.const);
}

function oneOf(words: readonly string[]): string {
  return words.length === 1 ? (words[0] as string) : `one of ${words.join(', ')}`;
}

function show(value: unknown): string {
  return JSON.stringify(value);
}

/** ` in (0, 1]`, ` >= 1`, … or nothing; JSON Schema bounds integers by ±(2⁵³ − 1), which say nothing. */
function range(node: OptionNode): string {
  const low = node.exclusiveMinimum ?? meaningful(node.minimum);
  const high = node.exclusiveMaximum ?? meaningful(node.maximum);
  const open = node.exclusiveMinimum === undefined ? '[' : '(';
  const close = node.exclusiveMaximum === undefined ? ']' : ')';
  if (low !== undefined && high !== undefined) return ` in ${open}${low}, ${high}${close}`;
  if (low !== undefined) return ` ${open === '(' ? '>' : '>='} ${low}`;
  if (high !== undefined) return ` ${close === ')' ? '<' : '<='} ${high}`;
  return '';
}

function meaningful(bound: number | undefined): number | undefined {
  return bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER ? bound : undefined;
}
