import type { Peak } from './native-bench.js';
import { type Result, rateOf, type SuiteName, type SuiteReport, shareOfPeak } from './result.js';
import { exponent } from './statistics.js';
import { digits, percent, ratio, table } from './table.js';

export function peakTable(peaks: readonly Peak[]): string {
  const rows = peaks.map(({ isa, threads, peak }) => [isa, String(threads), digits(peak / 1e9)]);
  return table(['set', 'threads', 'FMA peak, GF/s'], rows, 1);
}

/** The table of one suite, and a line for each case that was left out. */
export function suiteTable(suite: SuiteName, { results, skipped }: SuiteReport): string {
  const lines = skipped.map(
    ({ implementation, reason }) => `${implementation} left out: ${reason}`,
  );
  return [printers[suite](results), ...lines].join('\n');
}

const printers: Record<SuiteName, (results: readonly Result[]) => string> = {
  kernels: kernelTable,
  step: stepTable,
  models: modelTable,
  batch: batchTable,
  peers: peerTable,
};

function kernelTable(results: readonly Result[]): string {
  const header = ['kernel', 'shape', 'by', 'set', 'µs', 'GF/s', '% of peak', 'GB/s', 'of OpenBLAS'];
  const order = (result: Result) => `${result.subject} ${result.shape.padStart(20)}`;
  const rows = [...results]
    .sort((a, b) => order(a).localeCompare(order(b)))
    .map((result) => [
      result.subject,
      result.shape,
      result.implementation,
      result.isa,
      digits(result.seconds.median * 1e6),
      result.flops > 0 ? digits(rateOf(result) / 1e9) : '',
      shareText(result),
      result.bytes > 0 ? digits(result.bytes / result.seconds.median / 1e9) : '',
      speedOver(result, findAlike(results, { ...result, implementation: 'openblas' }, sameProduct)),
    ]);
  return table(header, rows, 4);
}

function stepTable(results: readonly Result[]): string {
  const header = [
    'shape',
    'by',
    'set',
    'threads',
    'ms',
    'steps/s',
    'GF/s',
    '% of peak',
    'to 1',
    'n^k',
  ];
  const rows = results.map((result) => [
    result.shape,
    result.implementation,
    result.isa,
    String(result.threads),
    digits(result.seconds.median * 1e3),
    digits(1 / result.seconds.median),
    digits(rateOf(result) / 1e9),
    shareText(result),
    scalingText(results, result),
    exponentText(results, result),
  ]);
  return table(header, rows, 3);
}

/** The floor is the time of the arithmetic alone at the peak of one core. */
function modelTable(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const floor = result.peak === null ? Number.NaN : result.flops / result.peak;
    const { median } = result.seconds;
    return [
      result.subject,
      digits(median * 1e3),
      digits(result.flops / 1e6),
      digits(floor * 1e3),
      ratio(median / floor),
    ];
  });
  return table(['model', 'ms', 'MFLOP', 'floor, ms', 'of the floor'], rows, 1);
}

function batchTable(results: readonly Result[]): string {
  const header = ['shape', 'by', 'threads', 'problem-steps/s', 'GF/s', '% of peak', 'to 1'];
  const rows = results.map((result) => [
    result.shape,
    result.implementation,
    String(result.threads),
    digits(1 / result.seconds.median),
    digits(rateOf(result) / 1e9),
    shareText(result),
    scalingText(results, result),
  ]);
  return table(header, rows, 2);
}

function peerTable(results: readonly Result[]): string {
  const own = results.find(({ implementation }) => implementation === 'lacuna-node');
  const header = ['by', 'version', 'one thread by', 'losses', 'ms', 'times Lacuna', '% of peak'];
  const rows = results.map((result) => [
    result.implementation,
    result.about.version ?? '',
    result.about.threads ?? '',
    result.about.compared ?? '',
    digits(result.seconds.median * 1e3),
    own === undefined ? '' : ratio(result.seconds.median / own.seconds.median),
    shareText(result),
  ]);
  return table(header, rows, 4);
}

function shareText(result: Result): string {
  const share = shareOfPeak(result);
  return share === null ? '' : percent(share);
}

/** Which of a result's properties another must share. */
type Same = readonly (keyof Result)[];

const sameProduct: Same = ['subject', 'shape', 'implementation', 'isa'];

function findAlike(results: readonly Result[], like: Result, same: Same): Result | undefined {
  return results.find((other) => same.every((key) => other[key] === like[key]));
}

function speedOver(result: Result, other: Result | undefined): string {
  if (other === undefined || other === result || result.implementation === 'openblas') return '';
  return ratio(other.seconds.median / result.seconds.median);
}

/** How many times as fast as the same on one thread. */
function scalingText(results: readonly Result[], result: Result): string {
  if (result.threads === 1) return '';
  const same: Same = ['subject', 'shape', 'implementation', 'isa', 'threads'];
  return speedOver(result, findAlike(results, { ...result, threads: 1 }, same));
}

/** The exponent of time over size since the next smaller square. */
function exponentText(results: readonly Result[], result: Result): string {
  const size = squareSize(result);
  const smaller = results
    .filter(
      (other) =>
        other.implementation === result.implementation &&
        other.isa === result.isa &&
        other.threads === result.threads &&
        squareSize(other) < size,
    )
    .sort((a, b) => squareSize(b) - squareSize(a))[0];
  if (smaller === undefined || Number.isNaN(size)) return '';
  const point = (of: Result) => ({ size: squareSize(of), seconds: of.seconds.median });
  return exponent(point(smaller), point(result)).toFixed(2);
}

function squareSize({ shape }: Result): number {
  const [rows, cols] = shape.split('x').map(Number);
  return rows === cols && rows !== undefined ? rows : Number.NaN;
}
