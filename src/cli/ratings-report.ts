import type { AutoReport, Loss, RatingCompletion, RatingTable } from '../index.js';
import { autoText, type EstimateFields, estimateFields } from './report.js';

/** What `ratings --json` prints; these keys and no others. */
export interface RatingsReport extends EstimateFields {
  readonly method: string;
  readonly users: number;
  readonly items: number;
  /** That were learned from. */
  readonly ratings: number;
  readonly scale: RatingCompletion['bounds'];
  readonly seed: number;
  readonly device: string;
  readonly precision: string;
  readonly deviceReason?: string;
  readonly threads: number;
  readonly steps: number;
  readonly stopReason: string;
  readonly seconds: number;
  readonly loss: Loss;
  /** Only of method auto. */
  readonly auto?: AutoReport;
  /** null without test ratings. */
  readonly metrics: NonNullable<RatingCompletion['metrics']> | null;
}

export function ratingsReport(
  { users, items, ratings }: RatingTable,
  { completion, bounds, metrics }: RatingCompletion,
): RatingsReport {
  const { method, seed, device, precision, deviceReason, threads } = completion;
  const { steps, stopReason, seconds, loss, auto } = completion;
  return {
    method,
    users: users.length,
    items: items.length,
    ratings: ratings.length,
    scale: bounds,
    seed,
    device,
    precision,
    ...(deviceReason !== undefined && { deviceReason }),
    threads,
    steps,
    stopReason,
    seconds,
    loss,
    ...estimateFields(completion),
    ...(auto && { auto }),
    metrics: metrics ?? null,
  };
}

/** The report for people. */
export function ratingsText(
  report: RatingsReport,
  written: { readonly predictions?: string; readonly topOutput?: string },
): string {
  const { method, users, items, ratings, scale, metrics, validation } = report;
  const number = (value: number) => value.toFixed(4);
  const files = [written.predictions, written.topOutput].filter((path) => path !== undefined);
  return [
    `${method}: ${ratings} ratings of ${items} items by ${users} users, from ${scale[0]} to ${scale[1]}`,
    `steps    ${report.steps} in ${report.seconds.toFixed(2)} s (${report.stopReason})`,
    ...(report.trainingError === undefined
      ? []
      : [`fit      rmse ${number(report.trainingError)} at the ratings learned from`]),
    ...(validation
      ? [`held     rmse ${number(validation.error)} at ${validation.entries} ratings`]
      : []),
    ...autoText(report),
    ...(metrics
      ? [
          `test     rmse ${number(metrics.rmse)}  mae ${number(metrics.mae)}  nmae ${number(metrics.nmae)} at ` +
            `${metrics.count} ratings, ${metrics.unknown} of them of unknown users or items`,
        ]
      : []),
    files.length === 0 ? 'nothing written' : `written  ${files.join(', ')}`,
    '',
  ].join('\n');
}
