import type { StopReason } from './completion.js';

/** Why a run ended, in a few words for people. */
export const stopWords: Readonly<Record<StopReason, string>> = {
  steps: 'all steps taken',
  tolerance: 'the loss had settled',
  'regularizer-change': 'the adaptive Laplacians had settled',
  'fidelity-balance': 'the data were fitted as far as asked',
  'rank-plateau': 'the effective rank had settled',
  diverged: 'the loss diverged; this is the last result with a finite one',
  solved: 'solved',
  validation: 'more of them made the error at held entries greater',
  'seed-agreement': 'two seeds no longer agreed on more of them',
  constant: 'all observed values are equal, nothing was trained',
};
