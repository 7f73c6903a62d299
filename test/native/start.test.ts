import { describe, expect, it } from 'vitest';
import type { NativeOutcome, NativeSpec } from '../../src/native/addon.js';
import { cores, native, type Problem, problem, rejection, solve, start, steps } from './support.js';

const adaptive = {
  type: 'adaptive-laplacian',
  form: 'row-softmin',
  weight: 1e-4,
  start: { type: 'uniform', low: -0.1, high: 0.1 },
} as const;

describe('start', () => {
  it('answers with everything that addon.ts promises', async () => {
    const outcome = await solve(problem(12, 9, { traceEvery: 50, threads: 1 }));
    expect(Object.keys(outcome).sort()).toEqual([
      'fit',
      'laplacians',
      'left',
      'matrix',
      'parameters',
      'right',
      'seconds',
      'steps',
      'stopReason',
      'terms',
      'threads',
      'trace',
    ]);
    expect(outcome.matrix).toBeInstanceOf(Float32Array);
    expect(outcome.matrix).toHaveLength(12 * 9);
    expect(outcome).toMatchObject({ steps: 200, stopReason: 'steps', laplacians: [], threads: 1 });
    expect([...outcome.trace.steps]).toEqual([0, 50, 100, 150, 200]);
    expect(outcome.trace.terms).toHaveLength(5);
    expect(outcome.terms).toEqual([outcome.trace.terms[4]]);
    expect(outcome.terms[0]).toBeLessThan(outcome.trace.terms[0] as number);
    expect(outcome.seconds).toBeGreaterThan(0);
  });

  it('returns a k×k Laplacian for each adaptive term, when asked', async () => {
    const given = problem(6, 4, {
      ...steps(5),
      regularizers: [
        { ...adaptive, over: 'rows' },
        { ...adaptive, over: 'cols' },
      ],
      keepLaplacians: true,
    });
    const { laplacians, terms } = await solve(given);
    expect(laplacians.map((laplacian) => laplacian.length)).toEqual([36, 16]);
    expect(terms).toHaveLength(3);
  });

  it('takes given start values for every factor', async () => {
    const values = [Float32Array.of(1, 2), Float32Array.of(3, 4, 5)];
    const given = problem(2, 3, {
      ...steps(0),
      representation: { type: 'factor-chain', widths: [1], start: { type: 'given', values } },
    });
    const { matrix } = await solve(given);
    expect([...matrix]).toEqual([3, 4, 5, 6, 8, 10]);
  });

  it('takes every optimizer', async () => {
    const group = { type: 'group-rmsprop', learningRate: 1e-2, beta: 0.9, epsilon: 1e-4 } as const;
    const descent = { type: 'gradient-descent', learningRate: 1 } as const;
    const outcomes = await Promise.all(
      [group, { ...group, beta: 0.5 }, { ...group, epsilon: 1 }, descent].map((optimizer) =>
        solve(problem(12, 9, { ...steps(200), optimizer, traceEvery: 200 })),
      ),
    );
    for (const { terms, trace } of outcomes) {
      expect(terms[0]).toBeLessThan(trace.terms[0] as number);
    }
    expect(new Set(outcomes.map(({ terms }) => terms[0])).size).toBe(outcomes.length);
  });

  it('takes starts of a scale', async () => {
    const startOf = async (type: 'scaled-normal' | 'orthogonal' | 'identity', scale: number) => {
      const start = { type, scale };
      const representation = { type: 'factor-chain', widths: [2], start } as const;
      const { matrix } = await solve(problem(2, 3, { ...steps(0), representation }));
      return [...matrix];
    };
    expect(await startOf('identity', 0.5)).toEqual([0.25, 0, 0, 0, 0.25, 0]);
    const squares = (values: number[]) => values.reduce((sum, value) => sum + value ** 2, 0);
    expect(squares(await startOf('orthogonal', 0.5))).toBeCloseTo(2 * 0.25 ** 2, 6);
    const normal = await startOf('scaled-normal', 0.5);
    const twice = await startOf('scaled-normal', 1);
    twice.forEach((value, i) => {
      expect(value).toBeCloseTo(4 * (normal[i] as number), 6);
    });
  });

  it('divides mse-observed by the number of observed entries', async () => {
    const given = problem(8, 6, steps(0));
    const observed = given.mask.reduce((sum, known) => sum + known, 0);
    const [sum] = (await solve({ ...given, spec: { ...given.spec, fidelity: 'sse' } })).terms;
    const [mean] = (await solve({ ...given, spec: { ...given.spec, fidelity: 'mse-observed' } }))
      .terms;
    expect(mean).toBeCloseTo((sum as number) / observed, 12);
  });

  it('leaves its input alone, and does not see changes made after the start', async () => {
    const given = problem(20, 20);
    const before = { values: given.values.slice(), mask: given.mask.slice() };
    const expected = await solve(given);
    expect(given.values).toEqual(before.values);
    expect(given.mask).toEqual(before.mask);

    const job = start(given);
    given.values.fill(9);
    given.mask.fill(0);
    expect((await job.done)[0]?.matrix).toEqual(expected.matrix);
  });

  it('reads views that begin inside their buffer', async () => {
    const given = problem(10, 10);
    const values = new Float32Array(150).fill(Number.NaN);
    values.set(given.values, 13);
    const mask = new Uint8Array(150).fill(1);
    mask.set(given.mask, 29);
    const views: Problem = {
      spec: given.spec,
      values: values.subarray(13, 113),
      mask: mask.subarray(29, 129),
    };
    expect((await solve(views)).matrix).toEqual((await solve(given)).matrix);
  });

  it('gives the same bits again, and for any number of threads', async () => {
    const expected = await solve(problem(65, 43));
    for (const threads of [1, 2, 0]) {
      const { matrix } = await solve(problem(65, 43, { threads }));
      expect(matrix).toEqual(expected.matrix);
    }
  });

  it('grants no more cores than there are', async () => {
    const outcome = await solve(problem(8, 8, { threads: 1000 }));
    expect(outcome.threads).toBe(cores);
  });
});

describe('several problems in one job', () => {
  const judged = (at: number): NonNullable<NativeSpec['validation']> => ({
    every: 10,
    patience: 0,
    choice: 'least',
    offsets: Uint32Array.from({ length: 7 }, (_, row) => (row > 0 ? 1 : 0)),
    cols: Uint32Array.of(1),
    values: Float32Array.of(at),
  });

  it('have each the outcome that they have alone, in their order', async () => {
    const { spec, values, mask } = problem(6, 5, { ...steps(80), traceEvery: 20 });
    const second = { values: values.map((value) => 1 - value), mask: mask.slice().reverse() };
    const alone = await Promise.all(
      [{ values, mask }, second].map((one) => solve({ spec, ...one })),
    );
    const both = await native.start(spec, [{ values, mask }, second], undefined).done;
    const timeless = ({ seconds: _, ...outcome }: NativeOutcome) => outcome;
    expect(both.map(timeless)).toEqual(alone.map(timeless));
    expect(both[0]?.matrix).not.toEqual(both[1]?.matrix);
    expect(both[0]?.seconds).toBe(both[1]?.seconds);
  });

  it('are judged each by held entries of its own, and measured against its own truth', async () => {
    const { spec, values, mask } = problem(6, 5, steps(40));
    const [one, two] = [judged(0.1), judged(0.9)];
    const joined = {
      ...one,
      offsets: Uint32Array.of(...one.offsets, ...two.offsets.map((offset) => offset + 1)),
      cols: Uint32Array.of(1, 1),
      values: Float32Array.of(0.1, 0.9),
    };
    const nmae = { every: 10, range: 1 };
    const truths = [values, values.map((value) => value + 1)] as const;
    const given = (validation: NativeSpec['validation'], truth: Float32Array) =>
      ({ ...spec, validation, instruments: { nmae: { ...nmae, truth } } }) as NativeSpec;
    const alone = await Promise.all([
      solve({ spec: given(one, truths[0]), values, mask }),
      solve({ spec: given(two, truths[1]), values, mask }),
    ]);
    const both = await native.start(
      given(joined, Float32Array.of(...truths[0], ...truths[1])),
      [
        { values, mask },
        { values, mask },
      ],
      undefined,
    ).done;
    expect(both.map(({ validation }) => validation)).toEqual(
      alone.map(({ validation }) => validation),
    );
    expect(both.map(({ readings }) => readings)).toEqual(alone.map(({ readings }) => readings));
    expect(both[0]?.validation?.error).not.toBe(both[1]?.validation?.error);
  });

  it('on a device that is not there fail with the reason', async () => {
    const device = { type: 'cuda', index: 999, precision: 'float32' } as const;
    const { code, message } = await rejection(solve(problem(4, 4, { device })));
    expect(code).toBe('LACUNA_DEVICE');
    expect(message).toMatch(/\S/);
  });
});

describe('isFactored', () => {
  it('where the narrow factors and few entries are the smaller work', () => {
    const representation = { ...problem(1, 1).spec.representation, widths: [2, 2] } as never;
    const { spec } = problem(200, 200, { representation });
    expect(native.isFactored(spec, 500)).toBe(true);
    expect(native.isFactored(spec, 40_000)).toBe(false);
  });
});

describe('estimateBytes', () => {
  it('counts at least the copies of the input and grows with the matrix', () => {
    const small = native.estimateBytes(problem(10, 10).spec, 'cpu');
    const large = native.estimateBytes(problem(100, 100).spec, 'cpu');
    expect(small).toBeGreaterThan(10 * 10 * 9);
    expect(large).toBeGreaterThan(50 * small);
  });

  it('counts what lets kernels run side by side on a GPU', () => {
    const { spec } = problem(100, 100, { regularizers: [{ ...adaptive, over: 'rows' }] });
    expect(native.estimateBytes(spec, 'cuda')).toBeGreaterThan(native.estimateBytes(spec, 'cpu'));
    expect(() => native.estimateBytes(spec, 'tpu' as never)).toThrow("Expected 'cpu' or 'cuda'");
  });
});
