import type { Summary } from './statistics.js';

export type SuiteName = 'kernels' | 'step' | 'models' | 'batch' | 'peers';

/** One measured case. */
export interface Result {
  readonly suite: SuiteName;
  /** What is computed: gemm-nn, adam, airnet-step… */
  readonly subject: string;
  readonly shape: string;
  /** Who computes it: lacuna, lacuna-node (through the addon), openblas, numpy… */
  readonly implementation: string;
  /** Instruction set of the kernels; a peer chooses by itself, and is held against the best. */
  readonly isa: string;
  readonly threads: number;
  /** Seconds of one operation. */
  readonly seconds: Summary;
  /** Operations that the result needs; 0 where only memory counts. */
  readonly flops: number;
  /** Bytes that must be read or written; 0 where arithmetic counts. */
  readonly bytes: number;
  /** The peak of the instruction set on these threads in flop/s, the median of what the trials measured. */
  readonly peak: number | null;
  /** Versions and settings of whoever computed. */
  readonly about: Readonly<Record<string, string>>;
}

/** A case that could not be measured, and why. */
export interface Skipped {
  readonly implementation: string;
  readonly reason: string;
}

export interface SuiteReport {
  readonly results: readonly Result[];
  readonly skipped: readonly Skipped[];
}

/** flop/s of the median. */
export function rateOf(result: Result): number {
  return result.flops / result.seconds.median;
}

export function shareOfPeak(result: Result): number | null {
  return result.peak === null || result.flops === 0 ? null : rateOf(result) / result.peak;
}
