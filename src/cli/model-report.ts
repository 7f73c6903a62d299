import type { FitValidation, Metrics, Model, TransformedRows } from '../index.js';
import { heldText, metricsText, termsText } from './report.js';

/** What `fit --json` prints; these keys and no others. */
export interface FitReport {
  readonly method: string;
  readonly rows: number;
  readonly cols: number;
  readonly observed: number;
  readonly rank: number;
  readonly seed: number;
  readonly device: string;
  readonly precision?: string | undefined;
  readonly deviceReason?: string | undefined;
  readonly threads: number;
  readonly steps: number;
  readonly stopReason: string;
  readonly seconds: number;
  readonly loss: Model['report']['loss'];
  readonly lambda: Model['lambda'];
  /** Only where held entries judged. */
  readonly validation?: FitValidation;
}

export function fitReport({ rows, cols, rank, report, lambda }: Model): FitReport {
  const { method, observed, seed, threads, steps, stopReason, seconds, loss } = report;
  const { device, precision, deviceReason, validation } = report;
  const place = { device, precision, ...(deviceReason !== undefined && { deviceReason }) };
  const run = { seed, ...place, threads, steps, stopReason, seconds, loss };
  const judged = validation && { validation };
  return { method, rows, cols, observed, rank, ...run, lambda, ...judged };
}

/** The report for people. */
export function fitText(report: FitReport, output: string): string {
  const { method, rows, cols, observed, rank, steps, seconds, stopReason, loss } = report;
  const { validation } = report;
  return [
    `${method}: ${observed} of ${rows} × ${cols} entries were observed`,
    `steps    ${steps} in ${seconds.toFixed(2)} s (${stopReason})`,
    `loss     ${termsText(loss)}`,
    `rank     ${rank}`,
    ...(validation ? [`held     ${heldText(validation)}`] : []),
    `written  ${output}`,
    '',
  ].join('\n');
}

/** What `transform --json` prints; these keys and no others. */
export interface TransformReport {
  readonly method: string;
  readonly rows: number;
  readonly cols: number;
  readonly observed: number;
  readonly rank: number;
  readonly lambda: number;
  readonly threads: number;
  readonly seconds: number;
  /** null without `--truth`. */
  readonly metrics: Metrics | null;
}

export function transformReport(
  method: string,
  { matrix, left, observed, lambda, threads, seconds }: TransformedRows,
  metrics: Metrics | null,
): TransformReport {
  const { rows, cols } = matrix;
  return { method, rows, cols, observed, rank: left.cols, lambda, threads, seconds, metrics };
}

/** The report for people. */
export function transformText(report: TransformReport, output: string | undefined): string {
  const { method, rows, cols, observed, rank, lambda, threads, seconds, metrics } = report;
  return [
    `${method}: ${rows * cols - observed} of ${rows} × ${cols} entries were missing`,
    `rows     in ${seconds.toFixed(2)} s, ${threads} ${threads === 1 ? 'thread' : 'threads'}, rank ${rank}, lambda ${lambda.toExponential(3)}`,
    ...(metrics ? metricsText(metrics) : []),
    output === undefined ? 'nothing written (no --output)' : `written  ${output}`,
    '',
  ].join('\n');
}
