import { type Content, html, Markup } from './markup.js';
import { numberMark, numberText } from './numbers.js';

/** The mean of several runs, and how far they lie apart. */
export interface Estimate {
  readonly mean: number;
  /** Standard deviation over the runs; left out where there was one. */
  readonly spread?: number;
  readonly runs?: number;
}

/** A number of ours beside the one that was published; null where there is none. */
export interface Compared {
  readonly ours: number | Estimate | null;
  readonly paper: number | Estimate | null;
}

/** What a cell holds; null is an empty one. */
export type Cell = string | number | null | Markup | Estimate | Compared;

export interface TableColumn {
  readonly title: string;
  /** Columns next to each other with one `group` stand under that heading. */
  readonly group?: string;
  /** Its cells are `Compared`: it has two columns, ours and the paper's. */
  readonly compared?: boolean;
  /** Significant digits of its numbers, 4 where it is left out. */
  readonly digits?: number;
  /** Text instead of numbers: aligned to the left. */
  readonly text?: boolean;
}

export interface Table {
  readonly title: string;
  /** What the table shows, for people who see it and those who hear it. */
  readonly caption: string;
  /** The first one names the rows. */
  readonly columns: readonly TableColumn[];
  /** A cell for each column. */
  readonly rows: readonly (readonly Cell[])[];
  /** Stand beneath the table, a paragraph each. */
  readonly notes?: readonly string[];
}

/**
 * A section of a page with one table: means with their spread, ours beside the paper's.
 *
 * @throws RangeError for a row with another number of cells than there are columns, TypeError for a
 * pair in a column that is not `compared`, and for anything else in one that is
 */
export function tableSection(table: Table): Markup {
  const { title, notes = [] } = table;
  return html`<section>
<h2>${title}</h2>
${tableOf(table)}
${notes.map((note) => html`<p class="note">${note}</p>\n`)}</section>`;
}

/** The table alone, which scrolls where it is wider than the page. */
export function tableOf({ caption, columns, rows }: Omit<Table, 'title' | 'notes'>): Markup {
  return html`<div class="wide" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead>${headOf(columns)}</thead>
<tbody>${rows.map((row) => rowOf(row, columns))}</tbody>
</table></div>`;
}

/** Rows of a name and what belongs to it. */
export function factTable(caption: string, facts: readonly (readonly [string, Content])[]): Markup {
  const rows = facts.map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td class="text">${value}</td></tr>\n`,
  );
  return html`<table class="facts"><caption>${caption}</caption><tbody>\n${rows}</tbody></table>`;
}

/** One line of headings, or as many as groups and comparisons take. */
function headOf(columns: readonly TableColumn[]): Markup {
  const grouped = columns.some(({ group }) => group !== undefined);
  const split = columns.some(({ compared }) => compared);
  const depth = 1 + (grouped ? 1 : 0) + (split ? 1 : 0);
  const groups = grouped ? html`<tr>${groupHeads(columns, depth)}</tr>` : undefined;
  const titled = columns.filter(({ group }) => !grouped || group !== undefined);
  const titles = titled.map((column) => titleHead(column, depth - (grouped ? 1 : 0)));
  const sides = columns
    .filter(({ compared }) => compared)
    .map(() => html`<th scope="col">ours</th><th scope="col" class="paper">paper</th>`);
  return html`${groups}<tr>${titles}</tr>${split ? html`<tr>${sides}</tr>` : undefined}`;
}

/** Headings of groups; a column without one takes the lines beneath as well. */
function groupHeads(columns: readonly TableColumn[], depth: number): Markup[] {
  return columns.flatMap((column, i) => {
    const { group } = column;
    if (group === undefined) return [titleHead(column, depth)];
    if (i > 0 && columns[i - 1]?.group === group) return [];
    const after = columns.slice(i).findIndex((other) => other.group !== group);
    const members = after < 0 ? columns.slice(i) : columns.slice(i, i + after);
    const span = members.reduce((sum, member) => sum + widthOf(member), 0);
    return [html`<th scope="colgroup" colspan="${span}">${group}</th>`];
  });
}

function titleHead(column: TableColumn, depth: number): Markup {
  const { title, compared } = column;
  if (compared) return html`<th scope="colgroup" colspan="2" rowspan="${depth - 1}">${title}</th>`;
  return html`<th scope="col" class="${kindOf(column)}" rowspan="${depth}">${title}</th>`;
}

function kindOf({ text }: TableColumn): string {
  return text ? 'text' : 'number';
}

function widthOf({ compared }: TableColumn): number {
  return compared ? 2 : 1;
}

function rowOf(row: readonly Cell[], columns: readonly TableColumn[]): Markup {
  if (row.length !== columns.length) {
    throw new RangeError(`Expected ${columns.length} cells in a row but received ${row.length}`);
  }
  const cells = row.map((cell, i) => {
    const column = columns[i] as TableColumn;
    if (i === 0) return html`<th scope="row">${contentOf(cell, column.digits)}</th>`;
    if (column.compared) return comparedCells(cell, column);
    return html`<td class="${kindOf(column)}">${contentOf(cell, column.digits)}</td>`;
  });
  return html`<tr>${cells}</tr>\n`;
}

/** @throws TypeError for anything but a pair, or nothing */
function comparedCells(cell: Cell, { title, digits }: TableColumn): Markup {
  const pair = cell ?? { ours: null, paper: null };
  if (!isCompared(pair)) throw new TypeError(`Expected { ours, paper } for ${title}`);
  const { ours, paper } = pair;
  return html`<td>${contentOf(ours, digits)}</td><td class="paper">${publishedOf(paper, digits)}</td>`;
}

/** No more digits than were published. */
function publishedOf(paper: Compared['paper'], digits?: number): Content {
  if (typeof paper !== 'number') return contentOf(paper, digits);
  const [mantissa = ''] = paper.toExponential().split('e');
  const printed = mantissa.replaceAll(/\D/g, '').length;
  return numberMark(paper, Math.min(printed, digits ?? printed));
}

function contentOf(cell: Cell, digits?: number): Content {
  if (cell === null) return '–';
  if (typeof cell === 'number') return numberMark(cell, digits);
  if (typeof cell === 'string') return cell;
  if ('mean' in cell) return estimateOf(cell, digits);
  if (cell instanceof Markup) return cell;
  throw new TypeError('Expected a column that is compared for { ours, paper }');
}

/** `0.0470 ± 0.0003`, the spread with as many decimals as the mean. */
function estimateOf({ mean, spread, runs }: Estimate, digits?: number): Content {
  if (spread === undefined) return numberMark(mean, digits);
  const of = runs === undefined ? '' : ` over ${runs} runs`;
  const title = `standard deviation ${numberText(spread)}${of}`;
  const shown = spreadText(mean, spread, digits);
  return html`${numberMark(mean, digits)} <span class="spread" title="${title}">± ${shown}</span>`;
}

function spreadText(mean: number, spread: number, digits?: number): string {
  const text = numberText(mean, digits);
  const decimals = /^[^·]*\.(\d+)$/.exec(text)?.[1]?.length;
  if (decimals === undefined || !Number.isFinite(spread)) return numberText(spread, 2);
  const fixed = spread.toFixed(decimals);
  return Number(fixed) === 0 && spread > 0 ? numberText(spread, 1) : fixed;
}

function isCompared(cell: Cell): cell is Compared {
  return typeof cell === 'object' && cell !== null && 'ours' in cell;
}
