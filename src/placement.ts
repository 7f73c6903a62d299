import { classicOf } from './classic/index.js';
import { type AskedDevice, chooseDevice, cudaReport, type DeviceChoice } from './device.js';
import type { Shape } from './matrix.js';
import { type Needs, needsOf, sparseNeedsOf } from './memory.js';
import type { NativeSpec } from './native/addon.js';
import { loadNative } from './native/loader.js';
import type { ParsedOptions, ParsedSparseOptions } from './options/schema.js';

/** Where a run computes, and the bytes of this machine's memory that it takes there at its peak. */
export interface Placement {
  readonly choice: DeviceChoice;
  readonly bytes: number;
}

/**
 * Places a run on a matrix of that shape.
 *
 * @param keepFit whether the run hands out what new rows are completed with
 * @throws {LacunaError} as `chooseDevice` does
 */
export function placeRun(shape: Shape, options: ParsedOptions, keepFit = false): Placement {
  return placed(needsOf(shape, options, keepFit), options);
}

/** Whether only the CPU computes a run with these options. */
export function isOfCpu({ method }: Pick<ParsedOptions, 'method'>): boolean {
  return classicOf(method) !== undefined;
}

/**
 * Places a run from that many observed entries alone.
 *
 * @param settled the choice where it is made already
 */
export function placeSparseRun(
  spec: NativeSpec,
  observed: number,
  options: ParsedSparseOptions,
  settled?: DeviceChoice,
): Placement {
  return placed(sparseNeedsOf(spec, observed), options, settled);
}

function placed(
  { onCpu, besideGpu, load }: Needs,
  options: AskedDevice,
  settled?: DeviceChoice,
): Placement {
  const choice = settled ?? chooseDevice(options, () => cudaReport(loadNative()), load);
  return { choice, bytes: choice.device === 'cpu' ? onCpu : besideGpu };
}
