import type { Row } from './rows.js';
import type { MetricName, Table } from './schema.js';

/** What is printed of a table beside its rows. */
export interface Printed {
  readonly table: Table;
  readonly rows: readonly Row[];
  /** The cases that were left out, and the files that they want. */
  readonly missing: readonly string[];
}

export const kMetricTitles: Readonly<Record<MetricName, string>> = {
  nmae: 'NMAE over the missing entries',
  rmse: 'RMSE over the missing entries',
  mae: 'MAE over the missing entries',
  mse: 'mean squared error over the missing entries',
  psnrMissing: 'PSNR over the missing entries, dB',
  psnrAll: 'PSNR over all entries, dB',
  rsre: 'relative error ‖X − X*‖/‖X*‖ over all entries',
  effectiveRank: 'effective rank of the result',
  leastNmae: 'least NMAE on the way, which takes the truth to find',
};

/**
 * The table as text that is Markdown too: one grid for each metric, then remarks and notes. Rows without
 * any number are left out, and the reasons told.
 */
export function tableText({ table, rows, missing }: Printed): string {
  const { title, paper, metrics, notes } = table;
  const shown = rows.filter(hasNumber);
  const remarks = remarksOf(shown);
  const grids = metrics.map((metric) => {
    const lines = shown.filter((row) => row.metric === metric);
    return lines.length === 0 ? [] : [`## ${kMetricTitles[metric]}`, '', grid(lines, remarks), ''];
  });
  const all = [
    ...[...remarks].map(([text, number]) => `[${number}] ${text}`),
    ...notes,
    ...missing,
    ...omitted(rows.filter((row) => row.metric === metrics[0] && !hasNumber(row))),
  ];
  return [
    `# ${title}`,
    '',
    `${paper.authors}: ${paper.title}. ${paper.venue}, ${paper.year}, ${paper.place}. ${paper.url}`,
    '',
    ...grids.flat(),
    ...all.map((note) => `- ${note}`),
    '',
  ].join('\n');
}

/** Whether there is anything to say of a cell. */
export function hasNumber({ mean, paper, failed }: Row): boolean {
  return mean !== null || paper !== null || failed > 0;
}

/** Of cells without a number, how many there are for each reason: `this version has no method gpg: 2 rows`. */
export function omitted(rows: readonly Row[]): string[] {
  const counts = new Map<string, number>();
  for (const text of rows.map((row) => row.remarks.at(-1) ?? 'no number')) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => `${text}: ${count} ${count === 1 ? 'row' : 'rows'}`);
}

/** Numbers for the remarks, in the order in which rows make them. */
function remarksOf(rows: readonly Row[]): Map<string, number> {
  const remarks = new Map<string, number>();
  for (const text of rows.flatMap((row) => row.remarks)) {
    if (!remarks.has(text)) remarks.set(text, remarks.size + 1);
  }
  return remarks;
}

interface Column {
  readonly title: string;
  readonly isText?: boolean;
  readonly cell: (row: Row, before: Row | undefined) => string;
}

function grid(rows: readonly Row[], remarks: ReadonlyMap<string, number>): string {
  const hasSeeds = rows.some((row) => row.leastLoss !== null);
  const columns: Column[] = [
    {
      title: 'case',
      isText: true,
      cell: (row, before) => (row.case === before?.case ? '' : row.caseTitle),
    },
    { title: 'method', isText: true, cell: (row) => row.methodTitle },
    { title: 'ours', cell: meanText },
    ...(hasSeeds
      ? [{ title: 'least loss', cell: (row: Row) => numberText(row.leastLoss, row) }]
      : []),
    { title: 'paper', cell: (row) => (row.paper === null ? kNone : String(row.paper)) },
    { title: 'ours − paper', cell: differenceText },
    { title: 'runs', cell: (row) => String(row.runs) },
    { title: 's', cell: (row) => (row.seconds === null ? kNone : secondsText(row.seconds)) },
    {
      title: '',
      isText: true,
      cell: (row) => row.remarks.map((text) => `[${remarks.get(text)}]`).join(' '),
    },
  ];
  const cells = rows.map((row, index) => columns.map(({ cell }) => cell(row, rows[index - 1])));
  return markdown(columns, cells);
}

function markdown(columns: readonly Column[], cells: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, column) =>
    Math.max(3, title.length, ...cells.map((line) => line[column]?.length ?? 0)),
  );
  const lineOf = (texts: readonly string[]) =>
    `| ${texts
      .map((text, column) => {
        const width = widths[column] as number;
        return columns[column]?.isText ? text.padEnd(width) : text.padStart(width);
      })
      .join(' | ')} |`;
  const rule = columns.map(({ isText }, column) => {
    const dashes = '-'.repeat((widths[column] as number) + 1);
    return isText ? `${dashes}-` : `${dashes}:`;
  });
  return [
    lineOf(columns.map(({ title }) => title)),
    `|${rule.join('|')}|`,
    ...cells.map(lineOf),
  ].join('\n');
}

/** Where there is no number. */
const kNone = '–';

function meanText(row: Row): string {
  if (row.mean === null) return kNone;
  const spread = row.deviation === null ? '' : ` ± ${row.deviation.toFixed(decimalsOf(row))}`;
  return `${numberText(row.mean, row)}${spread}`;
}

function differenceText(row: Row): string {
  if (row.difference === null) return kNone;
  const text = numberText(row.difference, row);
  return row.difference > 0 ? `+${text}` : text.replace('-', '−');
}

function numberText(value: number | null, row: Row): string {
  return value === null ? kNone : value.toFixed(decimalsOf(row));
}

/** As many as show four digits of the mean, and no less than the paper prints. */
function decimalsOf({ mean, paper }: Row): number {
  const digits = mean === null || mean === 0 ? 4 : 3 - Math.floor(Math.log10(Math.abs(mean)));
  const printed = paper === null ? 0 : (String(paper).split('.')[1]?.length ?? 0);
  return Math.min(7, Math.max(0, digits, printed));
}

function secondsText(seconds: number): string {
  return seconds >= 100 ? seconds.toFixed(0) : seconds.toPrecision(3);
}
