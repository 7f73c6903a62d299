import { LacunaError } from './errors.js';
import { namedLoss } from './loss.js';
import type { NativeErrorCode, NativeJob, NativeOutcome, NativeProgress } from './native/addon.js';
import type { ParsedOptions } from './options/schema.js';
import type { Progress } from './progress.js';

/** What the engine is to do. */
export interface JobRequest<Result = readonly NativeOutcome[]> {
  /** Hands it to the engine, which copies what it is given. */
  readonly start: (report: NativeReport | undefined) => NativeJob<Result>;
  /** Names of the loss terms. */
  readonly terms: readonly string[];
}

type Watch = Pick<ParsedOptions, 'onProgress' | 'signal'>;
type NativeReport = (progress: NativeProgress) => void;

/**
 * Runs one job. When the signal aborts or `onProgress` throws, the engine is told to stop and the
 * promise rejects at once, with the signal's reason or with what was thrown.
 */
export async function runJob<Result = readonly NativeOutcome[]>(
  { start, terms }: JobRequest<Result>,
  { onProgress, signal }: Watch,
): Promise<Result> {
  signal?.throwIfAborted();
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const job = startJob(start, onProgress && reporter(onProgress, terms, stop));
    return await Promise.race([outcomeOf(job), cancelledBy(stop.signal, job)]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

function startJob<Result>(
  start: JobRequest<Result>['start'],
  report: NativeReport | undefined,
): NativeJob<Result> {
  try {
    return start(report);
  } catch (error) {
    throw asLacunaError(error);
  }
}

async function outcomeOf<Result>(job: NativeJob<Result>): Promise<Result> {
  try {
    return await job.done;
  } catch (error) {
    throw asLacunaError(error);
  }
}

function cancelledBy(stop: AbortSignal, job: Pick<NativeJob, 'cancel'>): Promise<never> {
  return new Promise((_, reject) => {
    stop.addEventListener('abort', () => {
      job.cancel();
      reject(stop.reason);
    });
  });
}

function reporter(
  onProgress: (progress: Progress) => void,
  terms: readonly string[],
  stop: AbortController,
): NativeReport {
  return (native) => {
    if (stop.signal.aborted) return;
    try {
      onProgress(toProgress(native, terms));
    } catch (error) {
      stop.abort(error);
    }
  };
}

function toProgress(native: NativeProgress, names: readonly string[]): Progress {
  const { step, totalSteps, terms, elapsedSeconds } = native;
  const remaining = step === 0 ? null : (elapsedSeconds / step) * (totalSteps - step);
  return { step, totalSteps, loss: namedLoss(names, terms), elapsed: elapsedSeconds, remaining };
}

const codes: Readonly<Record<NativeErrorCode, LacunaError['code']>> = {
  LACUNA_OUT_OF_MEMORY: 'LACUNA_OUT_OF_MEMORY',
  LACUNA_INVALID_ARGUMENT: 'LACUNA_INVALID_ARGUMENT',
  LACUNA_DEVICE: 'LACUNA_DEVICE',
  LACUNA_INTERNAL: 'LACUNA_INTERNAL',
  // Only this side cancels, and it has rejected by then.
  LACUNA_CANCELLED: 'LACUNA_INTERNAL',
};

/** A native failure as LacunaError; what the engine did not foresee stays as it is. */
function asLacunaError(error: unknown): unknown {
  if (!(error instanceof Error && 'code' in error)) return error;
  const code = codes[error.code as NativeErrorCode];
  return code ? new LacunaError(code, error.message, { cause: error }) : error;
}
