import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { classicMethods, methods } from '../../src/index.js';
import { parseOptions, parseSparseOptions } from '../../src/options/parse.js';
import { withMatrices } from '../../src/reproduce/data-files.js';
import { methodNameOf, tableSchema } from '../../src/reproduce/schema.js';
import { allTables } from '../../src/reproduce/tables/index.js';
import { textPicture } from '../../src/reproduce/text-picture.js';
import { tinyData } from './support.js';

/** The options with a small matrix for every file of one. */
function withoutFiles(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('file' in value) return [[1]];
  const parts = Object.entries(value).map(([key, part]) => [key, withoutFiles(part)]);
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

describe('the tables', () => {
  const known = new Set<string>([...methods(), ...classicMethods()].map(({ name }) => name));
  /** Methods of the papers that may come. */
  const toCome = ['tnnr', 'irnn', 'gpg', 'dnnr', 'isvta', 'fnnm'];

  test('have ids of their own', () => {
    const ids = allTables().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toContain('airnet-table-1');
  });

  test.each(allTables())('$id: options that the methods take', ({ cases, methods: all }) => {
    const isRatings = cases.some(({ problems }) => problems.some(({ type }) => type === 'ratings'));
    const parse = isRatings ? parseSparseOptions : parseOptions;
    for (const { options, optionsFor } of all) {
      for (const one of [options, ...Object.values(optionsFor)]) {
        if (one === undefined) continue;
        const name = methodNameOf(one);
        expect([...known, ...toCome]).toContain(name);
        if (known.has(name)) expect(() => parse(withoutFiles(one))).not.toThrow();
      }
    }
  });

  test.each(allTables())('$id: prints for cases and methods that are there', (table) => {
    const cases = table.cases.map(({ id }) => id);
    for (const { printed } of table.methods) {
      const places = printed.map((it) => `${it.case} ${it.metric ?? table.metrics[0]}`);
      expect(new Set(places).size).toBe(places.length);
      for (const it of printed) expect(cases).toContain(it.case);
    }
  });
});

describe('the schema', () => {
  const faults: [string, object, RegExp][] = [
    ['an unknown key', { colour: 'red' }, /colour/],
    ['no method', { methods: [] }, /methods/],
    ['a path that leaves the folder', caseOf('../secret.csv'), /file/],
    ['an absolute path', caseOf('/etc/passwd'), /file/],
    ['a case twice', { cases: [...tinyData.cases, ...tinyData.cases] }, /case once but .* matrix/],
    [
      'a printed case that is not there',
      methodWith({ printed: [{ case: 'nowhere', value: 1 }] }),
      /one of the cases matrix, picture, absent but received nowhere/,
    ],
    [
      'a printed metric that is not there',
      methodWith({ printed: [{ case: 'matrix', metric: 'mae', value: 1 }] }),
      /one of the metrics rmse, nmae but received mae/,
    ],
  ];

  test('takes the example of the documentation', async () => {
    const text = await readFile(new URL('../../docs/reproduce.md', import.meta.url), 'utf8');
    const [, example] = /```json\n([\s\S]*?)```/.exec(text) as unknown as [string, string];
    expect(tableSchema.safeParse(JSON.parse(example)).error).toBeUndefined();
  });

  test('takes the tiny table', () => expect(tableSchema.safeParse(tinyData).success).toBe(true));

  test.each(faults)('refuses %s', (_, changes, message) => {
    const { error } = tableSchema.safeParse({ ...tinyData, ...changes });
    expect(error?.message).toMatch(message);
  });

  function caseOf(file: string): object {
    const mask = { missing: 0.5, seed: 0 };
    return { cases: [{ id: 'matrix', title: 'M', problems: [{ type: 'matrix', file, mask }] }] };
  }

  function methodWith(changes: object): object {
    return { methods: [{ id: 'm', title: 'M', ...changes }] };
  }
});

test('values without files stay what they are', async () => {
  const value = { a: [1, 'x', null, { b: [true] }], c: undefined };
  expect(await withMatrices(value, '/nowhere')).toEqual(value);
});

test('the picture of text is dark letters on light paper', async () => {
  const { data, rows, cols } = await textPicture();
  expect([rows, cols, data.length]).toEqual([240, 240, 240 * 240]);
  const share = (keeps: (value: number) => boolean) =>
    Array.from(data).filter(keeps).length / data.length;
  const dark = share((value) => value < 0.2);
  expect(dark).toBeGreaterThan(0.1);
  expect(dark + share((value) => value > 0.9)).toBeGreaterThan(0.85);
});
