import type { StopReason } from './completion.js';

/** Why a run ended, in a few words for people. */
export const stopWords: Readonly<Record<StopReason, string>> = {
  steps: 'all steps taken',
  tolerance: 'the loss had settled',
  'regularizer-change': 'the adaptive Laplacians had settled',
  diverged: 'the loss diverged; this is the last result with a finite one',
  solved: 'solved',
  validation: 'the error at held entries had stopped falling',
  constant: 'all observed values are equal, nothing was trained',
};
