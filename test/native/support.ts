import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NativeJob, NativeOutcome, NativeSpec } from '../../src/native/addon.js';
import { loadNative } from '../../src/native/loader.js';

export const native = loadNative();
export const { cores } = native.info();

/** The file that was loaded, for processes and workers that load it themselves. */
export const nativeFile = ['Release', 'Debug']
  .map((name) => fileURLToPath(new URL(`../../build/${name}/lacuna.node`, import.meta.url)))
  .find((file) => existsSync(file)) as string;

/** More steps than any test waits for. */
export const endless = 1e12;

export interface Problem {
  readonly spec: NativeSpec;
  readonly values: Float32Array;
  readonly mask: Uint8Array;
}

/** A rank-2 matrix with a third of its entries missing, and a spec for it: three factors, no regularizer. */
export function problem(rows: number, cols: number, changes: Partial<NativeSpec> = {}): Problem {
  const values = Float32Array.from({ length: rows * cols }, (_, i) => {
    const row = Math.floor(i / cols) / rows;
    const col = (i % cols) / cols;
    return 0.2 + 0.5 * row * col + 0.3 * (1 - row) * (1 - col);
  });
  const mask = Uint8Array.from(values, (_, i) => (i % 3 === 1 ? 0 : 1));
  return { spec: { ...defaults(rows, cols), ...changes }, values, mask };
}

function defaults(rows: number, cols: number): NativeSpec {
  return {
    rows,
    cols,
    seed: 7,
    representation: {
      type: 'factor-chain',
      widths: [rows, rows],
      start: { type: 'normal', mean: 0, standardDeviation: 0.1 },
    },
    fidelity: 'mse',
    regularizers: [],
    optimizer: {
      type: 'adam',
      learningRate: 1e-3,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 0,
    },
    schedule: { type: 'constant' },
    stopping: { steps: 200, tolerance: 0, window: 1, minSteps: 0 },
    traceEvery: 0,
    device: { type: 'cpu' },
    threads: 1,
    keepLaplacians: false,
    keepFit: false,
    keepParameters: false,
  };
}

export function steps(count: number): Partial<NativeSpec> {
  return { stopping: { steps: count, tolerance: 0, window: 1, minSteps: 0 } };
}

export function start(
  { spec, values, mask }: Problem,
  onProgress?: Parameters<typeof native.start>[2],
): NativeJob {
  return native.start(spec, [{ values, mask }], onProgress);
}

export async function solve(given: Problem): Promise<NativeOutcome> {
  const [outcome] = await start(given).done;
  return outcome as NativeOutcome;
}

/** The error that `promise` rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error & { code?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error & { code?: string };
  }
  throw new Error('Expected the promise to reject, but it resolved');
}

/** Resolves once the job is computing and has told so. */
export function started(given: Problem): Promise<NativeJob> {
  return new Promise((resolve, reject) => {
    const job = start(given, () => resolve(job));
    job.done.catch(reject);
  });
}
