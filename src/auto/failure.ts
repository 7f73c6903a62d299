import { LacunaError } from '../errors.js';

/**
 * Why a model could not be used, in the words of its error.
 *
 * @throws what was aborted, and errors that are not ours
 */
export function failureOf(error: unknown, signal: AbortSignal | undefined): string {
  signal?.throwIfAborted();
  if (!(error instanceof LacunaError)) throw error;
  return error.message;
}
