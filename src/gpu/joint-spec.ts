import { isDeepStrictEqual } from 'node:util';
import type { NativeEntries, NativeSpec, NativeStopping } from '../native/addon.js';

/**
 * What problems of one job must have in common: the spec but for the number of steps, the held entries and
 * the truth, which are each problem's own.
 */
export interface SharedSpec {
  readonly spec: NativeSpec;
  /** Whether the engine keeps X in factors, which hangs on the number of observed entries. */
  readonly isFactored: boolean;
}

/** Whether two problems can go into one job. */
export function canShare(one: SharedSpec, other: SharedSpec): boolean {
  const [a, b] = [one.spec, other.spec];
  return (
    a.rows === b.rows &&
    a.cols === b.cols &&
    one.isFactored === other.isFactored &&
    isDeepStrictEqual(commonOf(a), commonOf(b))
  );
}

/** The spec of a job of such problems, with what is their own one behind the other. */
export function jointSpec(specs: readonly NativeSpec[]): NativeSpec {
  const [first] = specs as readonly [NativeSpec, ...NativeSpec[]];
  const held = specs.flatMap(({ validation }) => validation ?? []);
  const truths = specs.flatMap(({ instruments }) => instruments?.nmae?.truth ?? []);
  const { validation, instruments } = first;
  return {
    ...first,
    stopping: { ...first.stopping, ...jointSteps(specs.map(({ stopping }) => stopping.steps)) },
    ...(validation && { validation: { ...validation, ...joined(held) } }),
    ...(instruments?.nmae && {
      instruments: {
        ...instruments,
        nmae: { ...instruments.nmae, truth: concatenated(Float32Array, truths) },
      },
    }),
  };
}

function jointSteps(all: readonly number[]): Pick<NativeStopping, 'steps' | 'stepsOf'> {
  const steps = Math.max(...all);
  return all.every((one) => one === steps) ? { steps } : { steps, stepsOf: all };
}

function commonOf({ validation, instruments, ...spec }: NativeSpec): object {
  const none = { offsets: undefined, cols: undefined, values: undefined };
  const nmae = instruments?.nmae && { ...instruments.nmae, truth: undefined };
  return {
    ...spec,
    stopping: { ...spec.stopping, steps: undefined },
    validation: validation && { ...validation, ...none },
    instruments: instruments && { ...instruments, nmae },
  };
}

/** Entries of several matrices; the offsets count on. */
function joined(all: readonly NativeEntries[]): NativeEntries {
  let first = 0;
  const offsets = all.map((one) => {
    const shifted = one.offsets.map((offset) => offset + first);
    first += one.values.length;
    return shifted;
  });
  return {
    offsets: concatenated(Uint32Array, offsets),
    cols: concatenated(
      Uint32Array,
      all.map(({ cols }) => cols),
    ),
    values: concatenated(
      Float32Array,
      all.map(({ values }) => values),
    ),
  };
}

function concatenated<Values extends Float32Array | Uint32Array>(
  Kind: new (length: number) => Values,
  parts: readonly Values[],
): Values {
  const all = new Kind(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
