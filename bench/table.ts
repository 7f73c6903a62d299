/** A table of text for a terminal and for Markdown: the first `left` columns left-aligned, the others right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  left: number,
): string {
  const widths = header.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => cell(row, column).length)),
  );
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => pad(cell(row, column), width, column < left)).join(' | ')} |`;
  const rule = widths.map(
    (width, column) => `${'-'.repeat(width + 1)}${column < left ? '-' : ':'}`,
  );
  return [line(header), `|${rule.join('|')}|`, ...rows.map(line)].join('\n');
}

function cell(row: readonly string[], column: number): string {
  return row[column] ?? '';
}

function pad(text: string, width: number, left: boolean): string {
  return left ? text.padEnd(width) : text.padStart(width);
}

/** Three significant digits, never in exponents: 0.0123, 1.23, 123, 12300. */
export function digits(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(rounded) || 1)));
  return rounded.toFixed(decimals);
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

export function ratio(value: number): string {
  return `${digits(value)}×`;
}
