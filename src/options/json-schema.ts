import { z } from 'zod';
import { optionsSchema } from './schema.js';

/** The part of JSON Schema that the options use, with Lacuna's own `expected`. */
export interface OptionNode {
  readonly description?: string;
  readonly expected?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, OptionNode>>;
  readonly items?: OptionNode;
  readonly prefixItems?: readonly OptionNode[];
  readonly anyOf?: readonly OptionNode[];
  readonly oneOf?: readonly OptionNode[];
}

const cached = new WeakMap<z.ZodType, OptionNode>();

/**
 * A schema of options as JSON Schema: descriptions, ranges and defaults for flags and reference
 * pages. Options that are not data (mask, onProgress, signal) have no type there.
 */
export function jsonSchemaOf(schema: z.ZodType): OptionNode {
  const known = cached.get(schema);
  if (known) return known;
  const made = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as OptionNode;
  cached.set(schema, made);
  return made;
}

/** The options of `complete` as JSON Schema. */
export function optionsJsonSchema(): OptionNode {
  return jsonSchemaOf(optionsSchema);
}

/** The alternatives of a node: its `oneOf` or `anyOf`, and theirs, else the node itself. */
export function alternatives(node: OptionNode): readonly OptionNode[] {
  return (node.oneOf ?? node.anyOf)?.flatMap(alternatives) ?? [node];
}

/**
 * The node of the option at `path`. Where types differ by their `type` key, `value` (the options as
 * given) decides; undefined when there is no such option.
 */
export function nodeAt(
  path: readonly PropertyKey[],
  value: unknown,
  node: OptionNode,
): OptionNode | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return node;
  const child = childOf(variantFor(node, value), key);
  return child && nodeAt(rest, property(value, key), child);
}

/** The value at `path` inside the options as given. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce(property, value);
}

function property(value: unknown, key: PropertyKey): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;
}

/**
 * Of a union by `type`, the variant that `value` is, or the one whose type may be left out; of one with a
 * single object, this object where `value` is one; any other node is its own variant.
 */
export function variantFor(node: OptionNode, value: unknown): OptionNode {
  const type = property(value, 'type');
  const isMeant = ({ properties }: OptionNode) =>
    type === undefined ? properties?.type?.default !== undefined : properties?.type?.const === type;
  return alternatives(node).find(isMeant) ?? onlyObject(node, value) ?? node;
}

function onlyObject(node: OptionNode, value: unknown): OptionNode | undefined {
  const objects = alternatives(node).filter(({ properties }) => properties !== undefined);
  return objects.length === 1 && isRecord(value) ? objects[0] : undefined;
}

/** Whether a value is an object with keys, and no list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function childOf(node: OptionNode, key: PropertyKey): OptionNode | undefined {
  if (typeof key === 'number') return node.prefixItems?.[key] ?? node.items;
  if (node.properties) return node.properties[String(key)];
  if (key === 'type') return typeKey(alternatives(node));
  return alternatives(node).find(({ properties }) => properties?.[String(key)])?.properties?.[
    String(key)
  ];
}

function typeKey(variants: readonly OptionNode[]): OptionNode {
  const types = variants.flatMap(({ properties }) => properties?.type?.const ?? []);
  return { enum: types };
}

/** Every option by its dotted name: `seed`, `optimizer.learningRate`, …; not inside lists. */
export function optionNames(node: OptionNode, prefix = ''): string[] {
  const children = alternatives(node).flatMap(({ properties }) => Object.entries(properties ?? {}));
  const names = children.flatMap(([key, child]) => [
    prefix + key,
    ...optionNames(child, `${prefix}${key}.`),
  ]);
  return [...new Set(names)];
}
