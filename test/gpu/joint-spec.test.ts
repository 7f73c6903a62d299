import { describe, expect, test } from 'vitest';
import { canShare, jointSpec } from '../../src/gpu/joint-spec.js';
import type { NativeSpec } from '../../src/native/addon.js';
import { problem } from '../native/support.js';

const { spec: base } = problem(3, 2);

/** Held entries, one in each of the first `held` rows. */
function judged(held: number, value: number): NativeSpec {
  const offsets = Uint32Array.from({ length: 4 }, (_, row) => Math.min(row, held));
  const cols = new Uint32Array(held);
  const values = new Float32Array(held).fill(value);
  const rule = { every: 10, patience: 0, choice: 'least' } as const;
  return { ...base, validation: { ...rule, offsets, cols, values } };
}

function measured(value: number): NativeSpec {
  const truth = new Float32Array(6).fill(value);
  return { ...base, instruments: { nmae: { every: 5, range: 1, truth } } };
}

const share = (a: NativeSpec, b: NativeSpec) =>
  canShare({ spec: a, isFactored: false }, { spec: b, isFactored: false });

describe('problems share a job', () => {
  test('when their specs differ in steps, held entries and truths alone', () => {
    expect(share(base, structuredClone(base))).toBe(true);
    expect(share(judged(1, 0.5), judged(3, 0.25))).toBe(true);
    expect(share(measured(1), measured(2))).toBe(true);
  });

  test('and not when anything else differs', () => {
    const laplacian = (value: number): NativeSpec => ({
      ...base,
      regularizers: [
        { type: 'dirichlet', over: 'rows', weight: 1, laplacian: new Float32Array(9).fill(value) },
      ],
    });
    expect(share(laplacian(1), laplacian(1))).toBe(true);
    expect(share(laplacian(1), laplacian(2))).toBe(false);
    expect(share(base, { ...base, seed: base.seed + 1 })).toBe(false);
    expect(share(base, { ...base, cols: 3 })).toBe(false);
    expect(share(base, judged(1, 0))).toBe(false);
    expect(share(base, measured(1))).toBe(false);
    const slower = judged(1, 0.5);
    expect(
      share(judged(1, 0.5), {
        ...slower,
        validation: { ...(slower.validation as object), every: 20 } as never,
      }),
    ).toBe(false);
  });
});

describe('the spec of a job', () => {
  test('is that of its one problem', () => {
    expect(jointSpec([base])).toEqual(base);
    expect(jointSpec([judged(2, 0.5)])).toEqual(judged(2, 0.5));
  });

  test('has the held entries one behind the other, offsets counting on', () => {
    const { validation } = jointSpec([judged(1, 0.5), judged(0, 9), judged(3, 0.25)]);
    expect(validation).toEqual({
      every: 10,
      patience: 0,
      choice: 'least',
      offsets: Uint32Array.of(0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 4),
      cols: new Uint32Array(4),
      values: Float32Array.of(0.5, 0.25, 0.25, 0.25),
    });
  });

  test('has the steps of each where they differ', () => {
    const taking = (steps: number) => ({ ...base, stopping: { ...base.stopping, steps } });
    const stepsOf = (...all: number[]) => jointSpec(all.map(taking)).stopping;
    expect(share(taking(3), taking(8))).toBe(true);
    expect(stepsOf(3, 8, 5)).toEqual({ ...base.stopping, steps: 8, stepsOf: [3, 8, 5] });
    expect(stepsOf(8, 8)).toEqual({ ...base.stopping, steps: 8 });
  });

  test('has the truths one behind the other', () => {
    const { instruments } = jointSpec([measured(1), measured(2)]);
    expect(instruments?.nmae).toMatchObject({ every: 5, range: 1 });
    expect([...(instruments?.nmae?.truth ?? [])]).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2]);
  });
});
