import { type Cell, renderPage, tableSection } from '../report/index.js';
import { hasNumber, kMetricTitles, omitted, type Printed } from './print.js';
import type { Row } from './rows.js';
import type { MetricName } from './schema.js';

/** The table as a page: for each metric a section, a line for each method and a column for each case. */
export function tablePage(printed: Printed): string {
  const { table, rows } = printed;
  const { authors, title, venue, year, place, url } = table.paper;
  const sections = table.metrics
    .map((metric) => ({ metric, of: rows.filter((row) => row.metric === metric) }))
    .filter(({ of }) => of.some(hasNumber))
    .map(({ metric, of }, i) => metricSection(metric, of, i === 0 ? notesOf(printed) : []));
  return renderPage({
    title: table.title,
    lead: `${authors}: ${title}. ${venue}, ${year}, ${place}. ${url}`,
    sections,
  });
}

function metricSection(metric: MetricName, rows: readonly Row[], notes: readonly string[]) {
  const shown = rows.filter(hasNumber);
  const cases = titles(shown, ({ case: id, caseTitle }) => [id, caseTitle]);
  const methods = titles(shown, ({ method, methodTitle }) => [method, methodTitle]);
  const cellOf = (method: string, id: string): Cell => {
    const row = shown.find((one) => one.method === method && one.case === id);
    return row === undefined ? null : { ours: oursOf(row), paper: row.paper };
  };
  return tableSection({
    title: kMetricTitles[metric],
    caption: 'Ours, mean ± standard deviation over the runs, beside what the paper prints',
    columns: [
      { title: 'method', text: true },
      ...cases.map(([, title]) => ({ title, compared: true })),
    ],
    rows: methods.map(([method, title]) => [title, ...cases.map(([id]) => cellOf(method, id))]),
    notes: [...remarksOf(shown), ...notes],
  });
}

function oursOf({ mean, deviation, runs }: Row) {
  if (mean === null) return null;
  return deviation === null ? { mean, runs } : { mean, spread: deviation, runs };
}

/** Ids with their titles, each once, in the order in which they come. */
function titles(rows: readonly Row[], of: (row: Row) => [string, string]): [string, string][] {
  return [...new Map(rows.map(of))];
}

/** Each remark once, with the cells that it is about. */
function remarksOf(rows: readonly Row[]): string[] {
  const cells = new Map<string, string[]>();
  for (const { remarks, methodTitle, caseTitle } of rows) {
    for (const text of remarks) {
      cells.set(text, [...(cells.get(text) ?? []), `${methodTitle} on ${caseTitle}`]);
    }
  }
  return [...cells].map(([text, of]) => `${of.join(', ')}: ${text}`);
}

function notesOf({ table, rows, missing }: Printed): string[] {
  const empty = rows.filter((row) => row.metric === table.metrics[0] && !hasNumber(row));
  return [...table.notes, ...missing, ...omitted(empty)];
}
