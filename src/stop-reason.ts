import type { StopReason } from './completion.js';

/** Whether a run ended because there was nothing left to gain. */
export function isConverged(reason: StopReason): boolean {
  return reason !== 'steps' && reason !== 'diverged';
}
