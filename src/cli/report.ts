import type { Loss, Metrics, SeedAgreementReport, StopReason, ValidationReport } from '../index.js';
import { stopWords } from '../stop-words.js';
import type { Outcome, Subject } from './subject.js';

/** What is told of an estimate beside the loss. */
export interface EstimateFields {
  /** Where the method says so. */
  readonly rank?: number;
  readonly trainingError?: number;
  /** Only with the options `validation` or `tune`. */
  readonly validation?: ValidationReport;
  /** Only with the option `stopping.seedAgreement`. */
  readonly seedAgreement?: SeedAgreementReport;
}

/** What `complete --json` prints; these keys and no others. */
export interface Report extends EstimateFields {
  readonly method: string;
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
  /** Observed positions; the channels of a picture share them. */
  readonly observed: number;
  readonly seed: number;
  readonly device: string;
  readonly precision: string;
  /** Why it is the CPU; only where the option `device` left that open. */
  readonly deviceReason?: string;
  readonly threads: number;
  readonly steps: number;
  readonly stopReason: StopReason;
  readonly seconds: number;
  readonly secondsPerStep: number | null;
  readonly loss: Loss;
  /** null without `--truth`; a metric that has no finite value is null in JSON. */
  readonly metrics: Metrics | null;
  /** Only where the option `instruments` asks for some; of a picture one for each channel. */
  readonly instruments?: Outcome['instruments'];
  /** Only of method auto; of a picture one for each channel. */
  readonly auto?: Outcome['auto'];
}

/** What `--json` says of a run's estimate, where the method does. */
export function estimateFields({
  rank,
  trainingError,
  validation,
  seedAgreement,
}: EstimateFields): EstimateFields {
  return {
    ...(rank !== undefined && { rank }),
    ...(trainingError !== undefined && { trainingError }),
    ...(validation && { validation }),
    ...(seedAgreement && { seedAgreement }),
  };
}

export function reportOf(subject: Subject, outcome: Outcome): Report {
  const { summary, metrics, instruments, auto } = outcome;
  const { rows, cols, channels } = subject;
  const { method, observed, seed, device, precision, deviceReason, threads, steps } = summary;
  const { stopReason, seconds, secondsPerStep, loss } = summary;
  return {
    method,
    rows,
    cols,
    channels,
    observed,
    seed,
    device,
    precision,
    ...(deviceReason !== undefined && { deviceReason }),
    threads,
    steps,
    stopReason,
    seconds,
    secondsPerStep,
    loss,
    ...estimateFields(summary),
    metrics,
    ...(instruments && { instruments }),
    ...(auto && { auto }),
  };
}

/** The report for people. */
export function reportText(report: Report, output: string | undefined): string {
  const { method, rows, cols, channels, observed } = report;
  const entries = rows * cols;
  const missing = entries - observed;
  const share = ((100 * missing) / entries).toFixed(1);
  const of = channels === 1 ? '' : `, ${channels} channels`;
  return [
    `${method}: ${missing} of ${rows} × ${cols} entries were missing (${share} %)${of}`,
    `steps    ${report.steps} in ${report.seconds.toFixed(2)} s${pace(report)}; ${stopWords[report.stopReason]}`,
    `device   ${deviceText(report)}, ${report.threads} ${report.threads === 1 ? 'thread' : 'threads'}, seed ${report.seed}`,
    `loss     ${termsText(report.loss)}`,
    ...learnedText(report),
    ...autoText(report),
    ...(report.metrics ? metricsText(report.metrics) : []),
    output === undefined ? 'nothing written (no --output)' : `written  ${output}`,
    '',
  ].join('\n');
}

/** Why method auto chose what it chose, for each channel. */
export function autoText({ auto }: Pick<Report, 'auto'>): string[] {
  if (!auto) return [];
  const all = 'reasons' in auto ? [auto] : auto;
  return all.flatMap(({ reasons }) => reasons.map((reason) => `auto     ${reason}`));
}

/** What the method says of its estimate, and what was held of it. */
function learnedText({ rank, trainingError, validation, seedAgreement }: Report): string[] {
  const error = (value: number) => value.toPrecision(4);
  const parts = [
    ...(rank === undefined ? [] : [`rank ${rank}`]),
    ...(trainingError === undefined ? [] : [`rmse ${error(trainingError)} at observed entries`]),
  ];
  return [
    ...(parts.length > 0 ? [`fit      ${parts.join(', ')}`] : []),
    ...(validation ? [`held     ${heldText(validation)}`] : []),
    ...(seedAgreement ? [`seeds    ${seedsText(seedAgreement)}`] : []),
  ];
}

/** What two seeds said. */
export function seedsText({ steps, difference, seconds }: SeedAgreementReport): string {
  const found = `found in ${seconds.toFixed(2)} s`;
  if (steps === 0) return `two never agreed, ${found}`;
  return `two agreed up to step ${steps}, where they differ by ${difference.toPrecision(4)} (root of the mean square), ${found}`;
}

/** What held entries said. */
export function heldText({ entries, error, steps, seconds, tried = [] }: ValidationReport): string {
  const best = tried.find((trial) => trial.error === error && trial.steps === steps);
  const taken = best ? `; best of ${tried.length}: ${JSON.stringify(best.options)}` : '';
  return (
    `rmse ${error.toPrecision(4)} at ${entries} entries after ${steps} steps, found in ` +
    `${seconds.toFixed(2)} s${taken}`
  );
}

/** The CPU knows one precision. */
export function deviceText({ device, precision }: Pick<Report, 'device' | 'precision'>): string {
  return device === 'cpu' ? device : `${device} (${precision})`;
}

function pace({ secondsPerStep }: Report): string {
  return secondsPerStep === null ? '' : ` (${(1000 * secondsPerStep).toPrecision(3)} ms each)`;
}

/** `1.000e-3 = fidelity 1.000e-3` */
export function termsText({ total, ...terms }: Loss): string {
  const all = Object.entries(terms).map(([name, value]) => `${name} ${value.toExponential(3)}`);
  return `${total.toExponential(3)} = ${all.join(' + ')}`;
}

/** All metrics in two lines. */
export function metricsText({ nmae, rmse, mae, psnrMissing, psnrAll, rsre }: Metrics): string[] {
  const number = (value: number) => value.toPrecision(4);
  return [
    `missing  nmae ${number(nmae)}  rmse ${number(rmse)}  mae ${number(mae)}  psnrMissing ${psnrMissing.toFixed(2)} dB`,
    `all      psnrAll ${psnrAll.toFixed(2)} dB  rsre ${number(rsre)}`,
  ];
}
