import { describe, expect, test } from 'vitest';
import { html, renderPage, type Table, tableSection } from '../../src/report/index.js';
import { numberText } from '../../src/report/numbers.js';
import { logTicks, tickLabel } from '../../src/report/scale.js';

/** The cells of each line, tags left out. */
function linesOf(markup: string): string[][] {
  return [...markup.matchAll(/<tr>([\s\S]*?)<\/tr>/g)].map(([, line]) =>
    [...(line as string).matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell]) =>
      (cell as string).replaceAll(/<[^>]*>/g, ''),
    ),
  );
}

const table: Table = {
  title: 'Ours & theirs',
  caption: 'NMAE, mean ± standard deviation',
  columns: [
    { title: 'method' },
    { title: 'random', group: 'barbara', compared: true },
    { title: 'patch', group: 'barbara', compared: true },
    { title: 'runs' },
  ],
  rows: [
    [
      'airnet',
      { ours: { mean: 0.046987, spread: 0.00031, runs: 3 }, paper: 0.0471 },
      { ours: 0.1202, paper: null },
      3,
    ],
    ['dmf', { ours: { mean: 0.1265 }, paper: 0.0613 }, null, 1],
  ],
  notes: ['<late> stopping'],
};

describe('a table', () => {
  test('of means with their spread, ours beside the paper’s, under headings of groups', () => {
    const { text } = tableSection(table);
    expect(linesOf(text)).toEqual([
      ['method', 'barbara', 'runs'],
      ['random', 'patch'],
      ['ours', 'paper', 'ours', 'paper'],
      ['airnet', '0.04699 ± 0.00031', '0.0471', '0.1202', '–', '3'],
      ['dmf', '0.1265', '0.0613', '–', '–', '1'],
    ]);
    expect(text).toContain('<th scope="colgroup" colspan="4">barbara</th>');
    expect(text).toContain('rowspan="3">method</th>');
    expect(text).toContain('<data value="0.046987">0.04699</data>');
    expect(text).toContain('title="standard deviation 3.100·10⁻⁴ over 3 runs"');
  });

  test('has one line of headings where nothing is grouped or compared', () => {
    const { text } = tableSection({ ...table, columns: [{ title: 'a' }], rows: [['b']] });
    expect(linesOf(text)).toEqual([['a'], ['b']]);
  });

  test('escapes whatever it is given, and refuses a row that is too short', () => {
    const { text } = tableSection(table);
    expect(text).toContain('<h2>Ours &amp; theirs</h2>');
    expect(text).toContain('&lt;late&gt; stopping');
    expect(() => tableSection({ ...table, rows: [['alone']] })).toThrow(
      'Expected 4 cells in a row but received 1',
    );
    const wrong = (cell: Table['rows'][0][0], compared: boolean) =>
      tableSection({
        ...table,
        columns: [{ title: 'a' }, { title: 'b', compared }],
        rows: [['r', cell]],
      });
    expect(() => wrong(3, true)).toThrow('Expected { ours, paper } for b');
    expect(() => wrong({ ours: 1, paper: 2 }, false)).toThrow(TypeError);
  });
});

describe('a page', () => {
  test('is escaped but for markup, and fetches nothing', () => {
    const page = renderPage({
      title: '"a" <b> & c',
      lead: html`<em>${"it's"}</em>`,
      sections: [undefined, '<script>', tableSection(table)],
      date: new Date('2026-01-02T03:04:05Z'),
    });
    expect(page).toContain('<title>&quot;a&quot; &lt;b&gt; &amp; c</title>');
    expect(page).toContain('<em>it&#39;s</em>');
    expect(page).toContain('&lt;script&gt;');
    expect(page).toContain('2026-01-02 03:04 UTC');
    expect(page).toContain('content="default-src &#39;none&#39;');
    expect(page).not.toMatch(/<script|https?:|@import/);
  });
});

describe('numbers for people', () => {
  test.each([
    [0.0469912, '0.04699'],
    [-0.0469912, '−0.04699'],
    [0.000123456, '1.235·10⁻⁴'],
    [10000, '10\u202f000'],
    [1682, '1682'],
    [123456.7, '123500'],
    [2.5e9 + 0.5, '2.500·10⁹'],
    [0, '0'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NaN, '–'],
    [null, '–'],
  ])('%d is %s', (value, text) => {
    expect(numberText(value)).toBe(text);
  });
});

describe('ticks of a logarithmic axis', () => {
  test.each([
    [
      [1e-5, 20],
      [1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10],
    ],
    [
      [1e-12, 2],
      [1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 0.01, 1],
    ],
    [
      [0.003, 0.3],
      [0.005, 0.01, 0.02, 0.05, 0.1, 0.2],
    ],
    [
      [0.143, 0.151],
      [0.144, 0.146, 0.148, 0.15],
    ],
  ] as const)('from %j', (domain, ticks) => {
    expect(logTicks(domain)).toEqual(ticks);
  });

  test.each([
    [1e-4, '10⁻⁴'],
    [2e-5, '2·10⁻⁵'],
    [0.05, '0.05'],
    [100, '100'],
    [1e12, '10¹²'],
  ])('%d is %s', (value, text) => {
    expect(tickLabel(value)).toBe(text);
  });
});
