import { invalidOption, LacunaError } from '../errors.js';
import { cellsOf } from '../formats/delimited.js';

/** What stands between the fields of a line: one of these, or any other text; ' ' is any run of blanks. */
export type Separator = '\t' | '::' | ';' | ',' | ' ' | (string & {});

/** Where the fields of a rating stand: names from the header, or numbers from 0. */
export interface RatingColumns {
  readonly user: string | number;
  readonly item: string | number;
  readonly rating: string | number;
  /** When it was given, in numbers that grow; only says which of two ratings is the later one. */
  readonly time?: string | number;
}

/** How a file is read. */
export interface Layout {
  readonly separator: Separator;
  /** Whether the first line names the columns. */
  readonly hasHeader: boolean;
  readonly user: number;
  readonly item: number;
  readonly rating: number;
  readonly time: number | undefined;
}

export interface LayoutOptions {
  readonly separator?: Separator | undefined;
  readonly header?: boolean | undefined;
  readonly columns?: RatingColumns | undefined;
}

const separators: readonly Separator[] = ['\t', '::', ';', ',', ' '];
/** Fields that a rating needs. */
const fewest = 3;
/** Lines that a separator is judged by. */
const judged = 50;

/** What the usual files call their columns, in lower case and without anything but letters. */
const usualNames = {
  user: ['user', 'userid', 'uid', 'reviewerid', 'customer', 'customerid'],
  item: [
    'item',
    'itemid',
    'iid',
    'movie',
    'movieid',
    'product',
    'productid',
    'asin',
    'book',
    'isbn',
  ],
  rating: ['rating', 'score', 'stars', 'value', 'overall', 'bookrating'],
  time: ['time', 'timestamp', 'unixreviewtime', 'date'],
} as const;

export function splitLine(
  line: string,
  separator: Separator,
  place: { readonly path: string; readonly line: number },
): string[] {
  if (separator === ' ') return line.trim().split(/\s+/);
  if (separator.length === 1) return cellsOf(line, separator, place);
  return line.split(separator).map((cell) => cell.trim());
}

/** A finite decimal number, or undefined. */
export function decimalOf(cell: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(cell)) return undefined;
  const value = Number(cell);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * Finds out how a file is to be read from its first lines.
 *
 * @throws {LacunaError} `LACUNA_FILE` when no separator makes three fields or more, or when the columns
 * are not there; `LACUNA_INVALID_OPTION` for names of columns without a header
 */
export function layoutOf(lines: readonly string[], path: string, options: LayoutOptions): Layout {
  const separator = options.separator ?? detectSeparator(lines, path);
  const [first = '', second = ''] = lines;
  const cells = splitLine(first, separator, { path, line: 0 });
  const { columns } = options;
  const isNamed = columns !== undefined && Object.values(columns).some(isName);
  if (isNamed && options.header === false) {
    throw invalidOption('numbers from 0, as there is no header,', 'columns', columns);
  }
  const rating = typeof columns?.rating === 'number' ? columns.rating : 2;
  const hasHeader = options.header ?? (isNamed || decimalOf(cells[rating] ?? '') === undefined);
  const body = hasHeader ? second : first;
  const found = columns
    ? givenColumns(columns, cells, path)
    : hasHeader
      ? namedColumns(cells)
      : undefined;
  const usual = found ?? usualColumns(splitLine(body, separator, { path, line: 1 }));
  return { separator, hasHeader, ...usual };
}

function isName(column: unknown): boolean {
  return typeof column === 'string';
}

function detectSeparator(lines: readonly string[], path: string): Separator {
  const sample = lines.slice(0, judged);
  const found = separators.find((separator) => {
    const widths = sample.map((line) => widthOf(line, separator));
    return (widths[0] ?? 0) >= fewest && widths.every((width) => width === widths[0]);
  });
  if (found !== undefined) return found;
  throw new LacunaError(
    'LACUNA_FILE',
    `Expected lines of user, item and rating, separated by tabs, '::', ';', ',' or spaces, in ${path} ` +
      `but received ${JSON.stringify((lines[0] ?? '').slice(0, 60))}`,
  );
}

/** Fields of a line; 0 where a quote is not closed, as it may be with another separator. */
function widthOf(line: string, separator: Separator): number {
  try {
    return splitLine(line, separator, { path: '', line: 0 }).length;
  } catch {
    return 0;
  }
}

type Columns = Pick<Layout, 'user' | 'item' | 'rating' | 'time'>;

function givenColumns(columns: RatingColumns, header: readonly string[], path: string): Columns {
  const at = (name: keyof RatingColumns) => {
    const column = columns[name];
    const index = typeof column === 'string' ? header.indexOf(column) : (column ?? -1);
    if (Number.isInteger(index) && index >= 0 && index < header.length) return index;
    const those = header.map((cell) => JSON.stringify(cell)).join(', ');
    const message = `Expected one of the columns ${those} of ${path} for columns.${name} but received ${JSON.stringify(column)}`;
    throw new LacunaError('LACUNA_INVALID_OPTION', message);
  };
  const time = columns.time === undefined ? undefined : at('time');
  return { user: at('user'), item: at('item'), rating: at('rating'), time };
}

/** Columns by their usual names, where user, item and rating all have one. */
function namedColumns(header: readonly string[]): Columns | undefined {
  const names = header.map((cell) => cell.toLowerCase().replaceAll(/[^a-z]/g, ''));
  const at = (kind: keyof typeof usualNames) =>
    names.findIndex((name) => (usualNames[kind] as readonly string[]).includes(name));
  const [user, item, rating, time] = [at('user'), at('item'), at('rating'), at('time')];
  if (user < 0 || item < 0 || rating < 0) return undefined;
  return { user, item, rating, time: time < 0 ? undefined : time };
}

/** User, item, rating, and a time where a number stands in the fourth place. */
function usualColumns(cells: readonly string[]): Columns {
  const time = decimalOf(cells[3] ?? '') === undefined ? undefined : 3;
  return { user: 0, item: 1, rating: 2, time };
}
