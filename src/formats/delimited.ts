import { LacunaError } from '../errors.js';
import type { MatrixFormat, NamedMatrix } from './format.js';
import { shortestDecimal } from './shortest-decimal.js';

/**
 * Text with one row on each line and one delimiter between entries.
 *
 * An entry is a decimal number (`-1.5`, `2e-3`); empty, `NaN` and `NA` (in any case) are missing.
 * A first line without any number names the columns. A first column without any number below that
 * line names the rows. Names are kept and written back; names that are numbers would be data.
 * Text may stand in double quotes (a quote inside is doubled) and may not hold a line break.
 */
export function delimitedFormat(
  title: string,
  extension: string,
  delimiter: ',' | '\t',
): MatrixFormat {
  return {
    title,
    extensions: [extension],
    decode: (bytes, path) => decode(bytes.toString('utf8'), delimiter, path),
    encode: (matrix) => Buffer.from(encode(matrix, delimiter), 'utf8'),
  };
}

function decode(text: string, delimiter: string, path: string): NamedMatrix {
  const table = linesOf(text, delimiter).map((line, index) =>
    cellsOf(line, delimiter, { path, line: index }),
  );
  checkRectangular(table, path);
  const header = isHeader(table[0] ?? []) ? 1 : 0;
  const body = table.slice(header);
  if (body.length === 0) {
    throw new LacunaError('LACUNA_FILE', `Expected at least one row of numbers in ${path}`);
  }
  const firstCol = namesRows(body) ? 1 : 0;
  const matrix = numbersOf(body, { path, header, firstCol });
  return {
    ...matrix,
    ...(firstCol === 1 ? { rowNames: body.map((row) => row[0] ?? '') } : {}),
    ...(header === 1 ? { colNames: (table[0] ?? []).slice(firstCol) } : {}),
  };
}

/** The last line break ends its line; further blank lines at the end of a wide table are nothing. */
function linesOf(text: string, delimiter: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  if (!lines[0]?.includes(delimiter)) return lines;
  const isBlank = (line: string) => line.trim() === '' && !line.includes(delimiter);
  return lines.slice(0, lines.findLastIndex((line) => !isBlank(line)) + 1);
}

/** A line of a file. */
export interface LinePlace {
  readonly path: string;
  /** Zero-based. */
  readonly line: number;
}

/**
 * The entries of one line, trimmed and out of their quotes.
 *
 * @throws LacunaError `LACUNA_FILE` for a quote that is not closed
 */
export function cellsOf(line: string, delimiter: string, place: LinePlace): string[] {
  const cells = line.includes('"') ? splitQuoted(line, delimiter, place) : line.split(delimiter);
  return cells.map((cell) => cell.trim());
}

function splitQuoted(line: string, delimiter: string, place: LinePlace): string[] {
  const cells = [''];
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    const letter = line.charAt(at);
    if (letter === '"' && quoted && line.charAt(at + 1) === '"') {
      cells[cells.length - 1] += '"';
      at++;
    } else if (letter === '"') quoted = !quoted;
    else if (letter === delimiter && !quoted) cells.push('');
    else cells[cells.length - 1] += letter;
  }
  if (quoted) {
    const message = `Expected a closing quote in line ${place.line + 1} of ${place.path}`;
    throw new LacunaError('LACUNA_FILE', message);
  }
  return cells;
}

function checkRectangular(table: readonly string[][], path: string): void {
  const width = table[0]?.length ?? 0;
  const ragged = table.findIndex((row) => row.length !== width);
  if (ragged < 0) return;
  const message = `Expected ${width} entries (as in line 1) for line ${ragged + 1} of ${path} but received ${table[ragged]?.length}`;
  throw new LacunaError('LACUNA_FILE', message);
}

const kNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const kMissing = /^(?:nan|na)?$/i;

function isText(cell: string): boolean {
  return !kMissing.test(cell) && !kNumber.test(cell);
}

function isHeader(cells: readonly string[]): boolean {
  return cells.some(isText) && !cells.some((cell) => kNumber.test(cell));
}

function namesRows(body: readonly string[][]): boolean {
  return (body[0]?.length ?? 0) > 1 && body.every((row) => isText(row[0] ?? ''));
}

interface Frame {
  readonly path: string;
  /** Lines and columns that hold names. */
  readonly header: number;
  readonly firstCol: number;
}

function numbersOf(body: readonly string[][], frame: Frame): NamedMatrix {
  const rows = body.length;
  const cols = (body[0]?.length ?? 0) - frame.firstCol;
  const data = new Float64Array(rows * cols);
  body.forEach((cells, row) => {
    for (let col = 0; col < cols; col++) {
      const cell = cells[col + frame.firstCol] ?? '';
      const value = numberOf(cell);
      if (value === undefined)
        throw badNumber(cell, row + frame.header, col + frame.firstCol, frame.path);
      data[row * cols + col] = value;
    }
  });
  return { data, rows, cols };
}

/** NaN where missing, undefined where the cell holds neither a finite number nor a missing mark. */
function numberOf(cell: string): number | undefined {
  if (kMissing.test(cell)) return Number.NaN;
  const value = kNumber.test(cell) ? Number(cell) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function badNumber(cell: string, line: number, col: number, path: string): LacunaError {
  const place = `line ${line + 1}, column ${col + 1} of ${path}`;
  const shown = JSON.stringify(cell.length > 40 ? `${cell.slice(0, 39)}…` : cell);
  const message = `Expected a finite number, an empty entry, NaN or NA for ${place} but received ${shown}`;
  return new LacunaError('LACUNA_FILE', message);
}

function encode(matrix: NamedMatrix, delimiter: string): string {
  const { data, rows, cols, rowNames, colNames } = matrix;
  const decimal = data instanceof Float32Array ? shortestDecimal : String;
  const name = (text: string) => quoteName(text, delimiter);
  const lines: string[] = [];
  if (colNames !== undefined) {
    lines.push([...(rowNames === undefined ? [] : ['']), ...colNames.map(name)].join(delimiter));
  }
  for (let row = 0; row < rows; row++) {
    const cells = Array.from(data.subarray(row * cols, (row + 1) * cols), (value) =>
      Number.isNaN(value) ? '' : decimal(value),
    );
    const label = rowNames?.[row];
    lines.push([...(label === undefined ? [] : [name(label)]), ...cells].join(delimiter));
  }
  return `${lines.join('\n')}\n`;
}

/** A name as an entry: in quotes where it has to be. */
export function quoteName(text: string, delimiter: string): string {
  return text.includes(delimiter) || text.includes('"') ? `"${text.replaceAll('"', '""')}"` : text;
}
