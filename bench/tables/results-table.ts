import { digits, table } from '../table.js';

/** Results of runs, rows × columns, each cell with the same measures. */
export interface ResultsTable {
  readonly title: string;
  /** What a cell tells, in the order of its numbers. */
  readonly measures: readonly string[];
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** One number for each measure. */
  readonly compute: (row: string, column: string) => Promise<readonly number[]>;
}

/** The numbers of a table as they were computed. */
export interface Computed extends Omit<ResultsTable, 'compute'> {
  /** rows × columns × measures. */
  readonly cells: readonly (readonly (readonly number[])[])[];
}

/** Computes all cells one after another; each run may use every core. */
export async function computeTable(
  { compute, ...rest }: ResultsTable,
  onCell: (name: string) => void,
): Promise<Computed> {
  const cells: number[][][] = [];
  for (const row of rest.rows) {
    const line: number[][] = [];
    for (const column of rest.columns) {
      onCell(`${rest.title}: ${row}, ${column}`);
      line.push([...(await compute(row, column))]);
    }
    cells.push(line);
  }
  return { ...rest, cells };
}

/** One table in Markdown for each measure. */
export function printed({ title, measures, rows, columns, cells }: Computed): string {
  return measures
    .map((measure, index) => {
      const lines = rows.map((row, i) => [
        row,
        ...columns.map((_, j) => digits(cells[i]?.[j]?.[index] as number)),
      ]);
      return `### ${title}: ${measure}\n\n${table(['', ...columns], lines, 1)}`;
    })
    .join('\n\n');
}
