import type { CompletedRun, RunRecord } from './record.js';
import {
  type Case,
  type MetricName,
  methodNameOf,
  optionsFor,
  type Table,
  type TableMethod,
} from './schema.js';

/** A cell of a table in one metric: what came out here beside what the paper prints. Plain data. */
export interface Row {
  readonly metric: MetricName;
  readonly case: string;
  readonly caseTitle: string;
  readonly method: string;
  readonly methodTitle: string;
  /** What the paper prints; null where that is not known. */
  readonly paper: number | null;
  /** Completed runs, over the problems of the case and the seeds. */
  readonly runs: number;
  /** Their mean; null without runs. */
  readonly mean: number | null;
  /** Their sample standard deviation; null for less than two. */
  readonly deviation: number | null;
  /**
   * Of each problem the run with the least loss, which nobody needs the truth to find, and the mean of
   * those; null without a second seed.
   */
  readonly leastLoss: number | null;
  /** mean − paper. */
  readonly difference: number | null;
  /** Mean seconds of computing of a run, on one thread. */
  readonly seconds: number | null;
  readonly diverged: number;
  readonly failed: number;
  /** What to know of this cell, from the table or from how its runs ended. */
  readonly remarks: readonly string[];
}

/** What was made of each cell, in the order of its problems; see `identityOf`. */
export type CellsOf = (one: Case, method: TableMethod) => readonly string[];

/** Why a cell has no runs, for its remark. */
export type ReasonOf = (one: Case, method: TableMethod) => string | undefined;

export interface Results {
  readonly records: readonly RunRecord[];
  readonly cellsOf: CellsOf;
  readonly reasonOf: ReasonOf;
}

/** The rows of a table: for each metric, each case, each method that has something to say of it. */
export function tableRows(table: Table, results: Results): Row[] {
  const byCell = grouped(results.records);
  return table.metrics.flatMap((metric) =>
    table.cases.flatMap((one) =>
      table.methods
        .filter((method) => belongs(method, one))
        .map((method) => {
          const problems = results.cellsOf(one, method).map((cell) => byCell.get(cell) ?? []);
          const reason = results.reasonOf(one, method);
          return rowOf({ table, metric, one, method, problems, reason });
        }),
    ),
  );
}

function grouped(records: readonly RunRecord[]): Map<string, RunRecord[]> {
  const groups = new Map<string, RunRecord[]>();
  for (const record of records) {
    const group = groups.get(record.cell);
    if (group === undefined) groups.set(record.cell, [record]);
    else group.push(record);
  }
  return groups;
}

/** Whether a method is run on a case, or the paper prints a number for it. */
function belongs(method: TableMethod, one: Case): boolean {
  return optionsFor(method, one) !== undefined || method.printed.some((it) => it.case === one.id);
}

interface Entry {
  readonly table: Table;
  readonly metric: MetricName;
  readonly one: Case;
  readonly method: TableMethod;
  /** The records of each problem. */
  readonly problems: readonly (readonly RunRecord[])[];
  readonly reason: string | undefined;
}

function rowOf({ table, metric, one, method, problems, reason }: Entry): Row {
  const completed = problems.map((records) => records.filter(isCompleted));
  const runs = completed.flat();
  const values = runs.map((run) => metricOf(run, metric)).filter((value) => value !== undefined);
  const printed = method.printed.find(
    (it) => it.case === one.id && (it.metric ?? table.metrics[0]) === metric,
  );
  const failures = problems.flat().filter((record) => record.status === 'failed');
  const diverged = runs.filter((run) => run.stopReason === 'diverged').length;
  const mean = average(values);
  const paper = printed?.value ?? null;
  return {
    metric,
    case: one.id,
    caseTitle: one.title,
    method: method.id,
    methodTitle: method.title,
    paper,
    runs: values.length,
    mean,
    deviation: deviationOf(values),
    leastLoss: completed.some((some) => some.length > 1) ? leastLossOf(completed, metric) : null,
    difference: mean === null || paper === null ? null : mean - paper,
    seconds: average(runs.map((run) => run.seconds)),
    diverged,
    failed: failures.length,
    remarks: [
      ...(printed?.note === undefined ? [] : [printed.note]),
      ...(method.note === undefined ? [] : [method.note]),
      ...(runs.length === 0 && failures.length === 0 && reason !== undefined ? [reason] : []),
      ...(diverged > 0 ? [`${diverged} of ${runs.length} runs diverged`] : []),
      ...new Set(failures.map((record) => `failed: ${record.error}`)),
    ],
  };
}

/** Why nothing can be run where the table itself says so. */
export function absenceOf(
  method: TableMethod,
  one: Case,
  unknown: readonly string[],
): string | undefined {
  const options = optionsFor(method, one);
  if (options === undefined) return 'the value of the paper alone';
  if (unknown.includes(method.id)) return `this version has no method ${methodNameOf(options)}`;
  return undefined;
}

function isCompleted(record: RunRecord): record is CompletedRun {
  return record.status === 'completed';
}

function metricOf(run: CompletedRun, metric: MetricName): number | undefined {
  return run.metrics[metric] ?? undefined;
}

function average(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviationOf(values: readonly number[]): number | null {
  const mean = average(values);
  if (mean === null || values.length < 2) return null;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function leastLossOf(
  problems: readonly (readonly CompletedRun[])[],
  metric: MetricName,
): number | null {
  const best = problems.flatMap((runs) => {
    const [least] = [...runs].sort((a, b) => lossOf(a) - lossOf(b));
    const value = least && metricOf(least, metric);
    return value === undefined ? [] : [value];
  });
  return average(best);
}

/** A loss that is not finite is worse than any that is. */
function lossOf({ loss }: CompletedRun): number {
  return loss.total ?? Number.POSITIVE_INFINITY;
}
