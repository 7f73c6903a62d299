/** The part of the native boundary that says when a run ends; see addon.ts. */

import type { NativeEntries } from './addon.js';

/** How the learning rate changes: PlateauSpec of native/optimizer/plateau.h. */
export type NativeSchedule =
  | { readonly type: 'constant' }
  | {
      readonly type: 'plateau';
      readonly factor: number;
      readonly patience: number;
      readonly threshold: number;
      readonly stopBelow: number;
    };

export interface NativeStopping {
  /** Number of optimizer steps, >= 0. */
  readonly steps: number;
  /** The same of each problem of a job, the greatest of which is `steps`; left out: these of all. */
  readonly stepsOf?: readonly number[];
  /**
   * Stop when |loss(k) − loss(k − window)| <= tolerance · |loss(k − window)| at a step k that is a
   * multiple of `window` and >= `minSteps`; 0 never does. The update under way is finished, so that
   * the outcome is that of step k + 1.
   */
  readonly tolerance: number;
  readonly window: number;
  readonly minSteps: number;
  /**
   * Stop when |R(k) − R(k − 1)| is below this for every adaptive Laplacian at a step k >= max(1,
   * minSteps), R without its weight; 0, or left out, never does. It ends like the tolerance.
   */
  readonly regularizerChange?: number;
  /**
   * Stop when fidelity <= fidelityBalance · Σ of the other terms at a step k >= max(1, minSteps); 0, or
   * left out, never does. It ends like the tolerance.
   */
  readonly fidelityBalance?: number;
  /**
   * Stop when the effective ranks of X at the last `looks` multiples of `every` differ by at most
   * `change` times the greatest of them, at a step k >= minSteps; left out: never.
   */
  readonly rankPlateau?: {
    readonly change: number;
    readonly every: number;
    readonly looks: number;
  };
}

/**
 * Observed entries that are kept from training, in the scale of X, and how the run is judged by them: X
 * is looked at after every `every` steps and after the last one.
 */
export interface NativeValidation extends NativeEntries {
  /** >= 1. */
  readonly every: number;
  /** Stop when no step was better for so many steps; 0 never does. */
  readonly patience: number;
  /** StepChoice of native/solver/spec.h. */
  readonly choice: 'least' | 'fewest';
  /** That predictions are clipped to. */
  readonly bounds?: readonly [low: number, high: number];
}

/** The comparison of two starts: SeedAgreementSpec of native/solver/spec.h. */
export interface NativeAgreement {
  /** > 0. */
  readonly most: number;
  /** >= 1, as `patience`. */
  readonly every: number;
  readonly patience: number;
  /** Of the second problem. */
  readonly seed: number;
  /** Entries of the matrix row by row, at least one. */
  readonly places: Uint32Array;
}

/** How far two starts differ. */
export interface NativeAgreementCurve {
  /** The last step at which they agree; 0 when there is none. */
  readonly steps: number;
  /** Root of the mean squared difference there, in the scale of X. */
  readonly difference: number;
  readonly lookSteps: Float64Array;
  readonly disagreements: Float64Array;
}

/** Roots of the mean squared errors at held entries. */
export interface NativeValidationCurve {
  /** The step that is chosen; 0 and Infinity when no error was finite. */
  readonly steps: number;
  readonly error: number;
  /** The step with the least error. */
  readonly best: number;
  /** All that was looked at, ascending. */
  readonly lookSteps: Float64Array;
  readonly lookErrors: Float64Array;
}

/** Why a run ended. */
export type NativeStopReason =
  | 'steps'
  | 'tolerance'
  | 'regularizer-change'
  | 'fidelity-balance'
  | 'rank-plateau'
  | 'validation'
  | 'seed-agreement'
  | 'diverged';
