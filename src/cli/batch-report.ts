import type { Settled } from '../batch/pipeline.js';
import type { BatchFile } from './batch-files.js';
import type { ItemOutcome } from './batch-item.js';
import type { Report } from './report.js';

/** What `batch --json` prints for each item, in one line. */
export type ItemReport = BatchFile &
  (
    | ({ readonly status: 'completed' } & Report)
    | { readonly status: 'failed'; readonly error: string; readonly code: string | null }
    | { readonly status: 'skipped' }
  );

export function itemReport({ input, output }: BatchFile, result: Settled<ItemOutcome>): ItemReport {
  if (result.status === 'failed')
    return { input, output, status: 'failed', ...faultOf(result.error) };
  const { value } = result;
  if (value.status === 'skipped') return { input, output, status: 'skipped' };
  return { input, output, status: 'completed', ...value.report };
}

function faultOf(error: unknown): { error: string; code: string | null } {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  return { error: message, code };
}

/** The line for people. */
export function itemText(report: ItemReport): string {
  const start = report.status.padEnd(9);
  switch (report.status) {
    case 'completed':
      return `${start}  ${report.input} → ${report.output}  ${trainingText(report)}`;
    case 'failed':
      return `${start}  ${report.input}: ${report.error}`;
    case 'skipped':
      return `${start}  ${report.input}: ${report.output} is newer`;
  }
}

function trainingText({ steps, seconds, loss, stopReason }: Report): string {
  const end = stopReason === 'diverged' ? ', diverged' : '';
  return `${steps} steps in ${seconds.toFixed(2)} s, loss ${loss.total.toExponential(3)}${end}`;
}

/** How many items ended in which way. */
export interface Tally {
  completed: number;
  failed: number;
  skipped: number;
}

/** `3 completed, 1 failed, 2 skipped in 4.20 s, 0.71 items/s`; only completed ones count as pace. */
export function summaryText({ completed, failed, skipped }: Tally, seconds: number): string {
  const pace = seconds > 0 ? completed / seconds : 0;
  return `${completed} completed, ${failed} failed, ${skipped} skipped in ${seconds.toFixed(2)} s, ${paceText(pace)}`;
}

/** Three digits: `0.713 items/s`, `12.0 items/s`, `1250 items/s`. */
export function paceText(pace: number): string {
  return `${pace >= 100 ? pace.toFixed(0) : pace.toPrecision(3)} items/s`;
}
