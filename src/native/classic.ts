/**
 * The part of the native boundary that classical methods use; see addon.ts. Kept equal to
 * native/binding/classic_from_js.cpp.
 */

import type { ClassicName } from '../methods/names.js';
import type { NativeEntries, NativeTrace } from './addon.js';

/** The method and its settings, by the names of its schema in src/classic. */
export type NativeClassicMethod = { readonly type: ClassicName } & Readonly<
  Record<string, unknown>
>;

/** One completion by a classical method: everything but the entries. */
export interface NativeClassicSpec {
  readonly rows: number;
  readonly cols: number;
  /** 0 … 2^53 − 1. */
  readonly seed: number;
  readonly method: NativeClassicMethod;
  /** Iterations at most, >= 1. */
  readonly steps: number;
  /** Stop when an iteration changes the estimate by at most this share. */
  readonly tolerance: number;
  /** Stop when the error at held entries has not fallen for so many iterations; 0 never does. */
  readonly patience: number;
  /** Record the loss every so many iterations (and at the last one); 0 records none. */
  readonly traceEvery: number;
  /** As in NativeSpec. */
  readonly threads: number;
  readonly form: 'matrix' | 'factors';
  /** That estimates of held entries are clipped to. */
  readonly bounds?: readonly [low: number, high: number];
  /** Whose estimates are wanted by themselves. */
  readonly places?: { readonly rows: Uint32Array; readonly cols: Uint32Array };
}

/** Observed entries; those that are held are not learned from, but predicted. */
export interface NativeClassicEntries extends NativeEntries {
  /** 1 held, 0 not, for each entry; left out: none is. */
  readonly held?: Uint8Array;
}

export interface NativeClassicOutcome {
  /** X, rows × cols; empty with form 'factors'. */
  readonly matrix: Float32Array;
  /** X = left·rightᵀ with form 'factors', where the method has factors; else empty. */
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** In how many groups of columns the factors fall, each a sample of X/samples. */
  readonly samples: number;
  /** 0 where it says nothing. */
  readonly rank: number;
  readonly steps: number;
  readonly stopReason: 'steps' | 'tolerance' | 'solved' | 'validation' | 'diverged';
  /** The mean squared error over the entries that were learned from. */
  readonly terms: readonly number[];
  readonly trace: NativeTrace;
  /** Where entries are held: the step that predicts them best, and the root of its mean squared error. */
  readonly validation?: { readonly steps: number; readonly error: number };
  /** Of the places. */
  readonly predictions: Float32Array;
  /** Standard deviations of the places, or of the matrix; empty where the method has none. */
  readonly deviations: Float32Array;
  readonly seconds: number;
  readonly threads: number;
}
