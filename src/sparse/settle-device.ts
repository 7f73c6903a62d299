import { classicOf } from '../classic/index.js';
import type { DeviceChoice } from '../device.js';
import type { ParsedSparseOptions } from '../options/schema.js';
import { isOfCpu, placeSparseRun } from '../placement.js';
import { nativeSpec } from '../spec.js';
import { deepRule } from '../validation/rule.js';
import type { SparseInput } from './input.js';
import { readListing } from './listing.js';
import { sparseParts } from './parts.js';

/** The device of one run of several that follow each other; undefined where that is its own matter. */
export type SettledDevice = (options: ParsedSparseOptions) => DeviceChoice | undefined;

/**
 * Settles where runs on the same entries compute, by the longest of them, so that a step is the same in
 * each. One that only the CPU computes, or only of several, is on its own.
 */
export function settleDevice(input: SparseInput, options: ParsedSparseOptions): SettledDevice {
  if (classicOf(options.method)) return () => undefined;
  const problem = readListing(input);
  const { rows, cols, observed } = problem;
  const { steps } = deepRule(options);
  const longest = { ...options, stopping: { ...options.stopping, steps } };
  const spec = nativeSpec(sparseParts(longest, problem), longest, { rows, cols, range: 1 });
  const { choice } = placeSparseRun(spec, observed, options);
  return (one) => (isOfCpu(one) === isOfCpu(options) ? choice : undefined);
}
