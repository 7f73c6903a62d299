import { autoMethod } from '../auto/index.js';
import { type ClassicSettings, classicMethods, classicOf } from '../classic/index.js';
import { resolveParts } from '../methods/resolve.js';
import { parseOptions } from '../options/parse.js';
import type { Options, ParsedOptions } from '../options/schema.js';
import { html, type Markup } from './markup.js';
import type { RunView } from './run-view.js';
import { factTable } from './table.js';

/** Every setting behind the run: the method's, and marked those that were given. */
export function settingsSection({ options }: RunView): Markup {
  const rows = settingsOf(options).map(([name, value]) => {
    const given = isGiven(name, options);
    const shown = html`<code>${describeSetting(value)}</code>`;
    return [name, given ? html`<span class="given">${shown}</span>` : shown] as const;
  });
  return html`<section><details><summary>Settings</summary>
${factTable('What the run was asked for; • marks what was given, the rest comes from the method', rows)}
</details></section>`;
}

/** What is not told: data, what only watches, and what this page itself asked for. */
const kNotTold = [
  ...['mask', 'onProgress', 'signal'],
  ...['instruments', 'snapshots', 'traceEvery', 'laplacians', 'parameters'],
];

function settingsOf(options: Options): [string, unknown][] {
  const parsed = parseOptions(options);
  const classic = classicOf(parsed.method);
  const parts = partsOf(parsed, classic);
  const all: Record<string, unknown> = { ...parsed, ...parts, method: classic ?? parsed.method };
  return Object.entries(all)
    .filter(([name, value]) => !kNotTold.includes(name) && value !== undefined)
    .flatMap(([name, value]) => leaves(name, value));
}

function partsOf(parsed: ParsedOptions, classic: ClassicSettings | undefined): object {
  if (parsed.method === 'auto') return { effort: parsed.effort ?? autoMethod().defaults.effort };
  return classic ? classicParts(classic.type, parsed) : resolveParts(parsed);
}

function classicParts(name: string, { stopping, scale }: ParsedOptions) {
  const usual = classicMethods().find((method) => method.name === name)?.defaults;
  return {
    stopping: { ...usual?.stopping, ...stopping },
    scale: scale ?? usual?.scale,
  };
}

/** Objects of settings, and lists of such, as one line for each of their values. */
function leaves(name: string, value: unknown): [string, unknown][] {
  const isList = Array.isArray(value) && value.length > 0 && value.every(isPlain);
  if (!isPlain(value) && !isList) return [[name, value]];
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .flatMap(([key, inner]) => leaves(`${name}.${key}`, inner));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isMatrix(value);
}

function isMatrix(value: object): value is { rows: number; cols: number } {
  return ArrayBuffer.isView(value) || ('data' in value && 'rows' in value);
}

function isGiven(name: string, options: Options): boolean {
  let value: unknown = options;
  for (const key of name.split('.')) {
    // A method may be given by its name alone.
    if (typeof value !== 'object' || value === null) return key === 'type' && value !== undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value !== undefined;
}

const kLongest = 240;

/** JSON in which matrices are told by their shape. */
function describeSetting(value: unknown): string {
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value, (_, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null) return inner;
    if (ArrayBuffer.isView(inner)) return `${(inner as Uint8Array).length} numbers`;
    if (isMatrix(inner)) return `${inner.rows} × ${inner.cols} matrix`;
    const isLong = Array.isArray(inner) && inner.length > 32;
    return isLong ? `list of ${inner.length}` : inner;
  });
  return text.length > kLongest ? `${text.slice(0, kLongest - 1)}…` : text;
}
