import { describe, expect, test } from 'vitest';
import { complete, completeSparse, LacunaError, measure, randomMask } from '../src/index.js';
import { estimateBytes } from '../src/memory.js';
import { resolveParts } from '../src/methods/resolve.js';
import { parseOptions } from '../src/options/parse.js';
import type { Options } from '../src/options/schema.js';
import { nativeSpec } from '../src/spec.js';

const [rows, cols] = [14, 11];
const truth = Array.from({ length: rows }, (_, i) =>
  Array.from({ length: cols }, (_, j) => 20 + 5 * Math.sin(i / 4) * Math.cos(j / 3) + j),
);
const mask = randomMask({ rows, cols }, 0.3, 1);
const stopping = { steps: 60 };
const run = (options: Options) => complete(truth, { mask, stopping, ...options });

function specFor(options: Options) {
  const parsed = parseOptions(options);
  return nativeSpec(resolveParts(parsed), parsed, { rows: 4, cols: 9, range: 1 });
}

const over = (more: object, over: 'rows' | 'cols' = 'rows') =>
  ({ type: 'adaptive-laplacian', over, weight: 1e-3, ...more }) as const;

async function lineOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(LacunaError);
  expect(error.code).toBe('LACUNA_INVALID_OPTION');
  return error.message;
}

describe('instruments', () => {
  const every = { every: 20 };
  const instruments = {
    singularValues: { every: 20, top: 3 },
    effectiveRank: every,
    energies: every,
    gradientNorms: every,
    balance: every,
    nmae: { ...every, truth },
  };

  test('have readings at their periods and do not change the result', async () => {
    const plain = await run({});
    const result = await run({ instruments });
    expect(plain).not.toHaveProperty('instruments');
    expect(result.matrix).toEqual(plain.matrix);
    expect(result.trace).toEqual(plain.trace);
    const steps = [0, 20, 40, 60];
    const read = result.instruments;
    for (const series of Object.values(read ?? {})) expect(series.steps).toEqual(steps);
    expect(Object.keys(read ?? {}).sort()).toEqual(Object.keys(instruments).sort());
    expect(read?.singularValues?.values.map((list) => list.length)).toEqual([3, 3, 3, 3]);
    expect(read?.balance?.values.map((list) => list.length)).toEqual([2, 2, 2, 2]);
    expect(Object.keys(read?.energies?.values ?? {})).toEqual(['laplacianRows', 'laplacianCols']);
    expect(Object.keys(read?.gradientNorms?.values ?? {})).toEqual([
      ...['factor1', 'factor2', 'factor3', 'laplacianRows', 'laplacianCols'],
    ]);
    for (const rank of read?.effectiveRank?.values ?? []) expect(rank).toBeGreaterThanOrEqual(1);
    expect(read?.energies?.values.laplacianRows?.[3]).toBeCloseTo(
      (result.loss.laplacianRows as number) / 1e-4,
      8,
    );
  });

  test('nmae is that of the metrics, in the units of the input', async () => {
    const scales: Options['scale'][] = ['observed', 'none', [0, 255]];
    for (const scale of scales) {
      const result = await run({ instruments: { nmae: { every: 50, truth } }, scale });
      const measured = measure(result.matrix, truth, mask).nmae;
      expect(result.instruments?.nmae?.values.at(-1)).toBeCloseTo(measured, 6);
      expect(result.instruments?.nmae?.steps).toEqual([0, 50, 60]);
    }
  });

  test('of sparse input, whose X is never formed, and of a network', async () => {
    const [row, col, values]: [number[], number[], number[]] = [[], [], []];
    mask.data.forEach((observed, k) => {
      if (!observed) return;
      row.push(Math.floor(k / cols));
      col.push(k % cols);
      values.push(truth[Math.floor(k / cols)]?.[k % cols] as number);
    });
    const asked = { singularValues: { every: 30, top: 5 }, gradientNorms: { every: 30 } };
    const representation = { widths: [4, 4] };
    const options = { method: 'dmf' as const, representation, instruments: asked, stopping };
    const sparse = await completeSparse({ rows, cols, row, col, values }, options);
    const dense = await run(options);
    const [a, b] = [sparse, dense].map(({ instruments }) => instruments?.singularValues?.values);
    expect(a?.map((list) => list.length)).toEqual([4, 4, 4]);
    for (const [i, list] of (a ?? []).entries()) {
      for (const [j, value] of list.entries()) expect(value).toBeCloseTo(b?.[i]?.[j] as number, 3);
    }
    const network = { type: 'activated-network', depth: 2, biases: true } as const;
    const { instruments: read } = await run({
      ...{ method: 'dmf', representation: network, instruments: { gradientNorms: { every: 9 } } },
    });
    expect(Object.keys(read?.gradientNorms?.values ?? {})).toEqual([
      ...['weights1', 'weights2', 'biases1', 'biases2'],
    ]);
  });

  test('a constant matrix has nothing to read', async () => {
    const result = await complete([[1, 1, null]], { instruments: { energies: { every: 1 } } });
    expect(result.instruments).toEqual({});
  });

  test('what they need is asked for in one line', async () => {
    expect(await lineOf(run({ instruments: { nmae: { every: 1 } } }))).toBe(
      'Expected a matrix { data, rows, cols } or an array of rows for instruments.nmae.truth ' +
        'but received undefined',
    );
    expect(await lineOf(run({ instruments: { nmae: { every: 1, truth: [[1, 2]] } } }))).toBe(
      'Expected a 14×11 matrix for instruments.nmae.truth but received one of 1×2',
    );
    const flat = { data: new Float32Array(rows * cols), rows, cols };
    expect(await lineOf(run({ instruments: { nmae: { every: 1, truth: flat } } }))).toBe(
      'Expected entries that are not all equal for instruments.nmae.truth but received only 0',
    );
    const representation = { type: 'activated-network' } as const;
    expect(await lineOf(run({ representation, instruments: { balance: { every: 1 } } }))).toBe(
      'Expected a representation of type factor-chain for instruments.balance but received ' +
        'activated-network',
    );
    expect(await lineOf(run({ instruments: { energies: { every: 0 } } }))).toBe(
      'Expected an integer >= 1 for instruments.energies.every but received 0 (of type number)',
    );
  });
});

describe('snapshots', () => {
  test('are what shorter runs end with; those that are not reached are missing', async () => {
    const result = await run({ snapshots: { steps: [30, 0, 30, 1000] }, bounds: [18, 33] });
    expect(result.snapshots?.map(({ step }) => step)).toEqual([0, 30]);
    const shorter = await run({ stopping: { steps: 30 }, laplacians: true, bounds: [18, 33] });
    const at30 = result.snapshots?.[1];
    expect(at30?.matrix).toEqual(shorter.matrix);
    expect(at30?.laplacians).toEqual(shorter.laplacians);
    expect(await run({})).not.toHaveProperty('snapshots');
  });

  test('count in the estimate of memory', () => {
    const shape = { rows: 1000, cols: 500 };
    const bytes = (options: Options) =>
      estimateBytes(shape, parseOptions({ method: 'airnet', ...options }));
    const one = bytes({ snapshots: { steps: [1] } }) - bytes({});
    // X in both precisions on this side and once in the engine, the Laplacians once in each.
    expect(one).toBe(16 * 5e5 + 8 * (1e6 + 25e4));
    expect(bytes({ snapshots: { steps: [1, 2, 1e9] } }) - bytes({})).toBe(2 * one);
  });
});

describe('weights over the steps', () => {
  test('go down as knots', () => {
    const weight = {
      schedule: [
        [0, 1],
        [10, 0.5],
      ] as [number, number][],
      interpolation: 'log',
    } as const;
    const { regularizers } = specFor({
      regularizers: [over({ weight }), { type: 'tv-l1', weight }],
    });
    const knots = { steps: [0, 10], values: [1, 0.5], interpolation: 'log' };
    expect(regularizers.map((part) => part.weight)).toEqual([knots, knots]);
  });

  test('are those of the terms', async () => {
    const schedule: [number, number][] = [
      [0, 1e-3],
      [10, 2e-3],
    ];
    const result = await run({
      ...{ regularizers: [over({ weight: { schedule } })], traceEvery: 5 },
      instruments: { energies: { every: 5 } },
    });
    const energies = result.instruments?.energies?.values.laplacianRows ?? [];
    const weights = result.trace.map(
      ({ loss }, i) => (loss.laplacianRows as number) / (energies[i] as number),
    );
    [1e-3, 1.5e-3, 2e-3, 2e-3].forEach((weight, i) => {
      expect(weights[i]).toBeCloseTo(weight, 12);
    });
  });

  test('steps out of order, weights below 0, the logarithm of 0', () => {
    const lineFor = (weight: unknown) => {
      try {
        parseOptions({ regularizers: [over({ weight })] });
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    };
    const at = 'regularizers[0].weight';
    const empty = 'at least one pair [step, λ], steps ascending,';
    const cases: [unknown, string][] = [
      [{ schedule: [] }, `Expected ${empty} for ${at}.schedule but received an array of length 0`],
      [
        { schedule: [[0, -1]] },
        `Expected a number >= 0 for ${at}.schedule[0][1] but received -1 (of type number)`,
      ],
      [{ schedule: [[0, 1]], steps: 1 }, `Unknown option "${at}.steps"`],
      [
        {
          schedule: [
            [3, 1],
            [3, 2],
          ],
        },
        `Expected ${empty} for ${at}.schedule but received an array of length 2`,
      ],
      [
        { schedule: [[0, Number.NaN]] },
        `Expected a number >= 0 for ${at}.schedule[0][1] but received NaN (of type number)`,
      ],
      [
        {
          schedule: [
            [0, 0],
            [1, 1],
          ],
          interpolation: 'log',
        },
        'Expected an object with schedule, pairs [step, λ] with ascending steps and λ >= 0 (> 0 with ' +
          `interpolation log) for ${at} but received an object`,
      ],
      [
        { schedule: [[0, 1]], interpolation: 'cubic' },
        'Expected one of "linear", "log", "step" for ' +
          `${at}.interpolation but received "cubic" (of type string)`,
      ],
      [{}, `Expected ${empty} for ${at}.schedule but received undefined`],
    ];
    for (const [weight, expected] of cases) expect(lineFor(weight)).toBe(expected);
  });
});

describe('adaptive Laplacians', () => {
  test('freezeAt: L is that of the step, whatever comes', async () => {
    const learning = [over({}), over({}, 'cols')];
    const frozen = learning.map((part) => ({ ...part, freezeAt: 25 }));
    const then = await run({ regularizers: learning, stopping: { steps: 25 }, laplacians: true });
    const result = await run({ regularizers: frozen, laplacians: true });
    expect(result.laplacians).toEqual(then.laplacians);
    expect(specFor({ regularizers: frozen }).regularizers[0]).toHaveProperty('freezeAt', 25);
    expect(specFor({ regularizers: learning }).regularizers[0]).not.toHaveProperty('freezeAt');
  });

  test('start from a Laplacian that is given, in both forms', async () => {
    const k = cols;
    const laplacian = Array.from({ length: k }, (_, i) =>
      Array.from({ length: k }, (_, j) => {
        if (i === j) return i === 0 || i === k - 1 ? 0.125 : 0.25;
        return Math.abs(i - j) === 1 ? -0.125 : 0;
      }),
    );
    for (const form of ['row-softmin', 'global-softmax'] as const) {
      const scale = form === 'row-softmin' ? 1 : 0.5;
      const scaled = laplacian.map((row) => row.map((entry) => entry * scale));
      const start = { type: 'given-laplacian', laplacian: scaled } as const;
      const regularizers = [over({ form, start, freezeAt: 0 }, 'cols')];
      const { laplacians } = await run({ regularizers, laplacians: true });
      const learned = laplacians?.cols?.data ?? [];
      scaled.flat().forEach((entry, at) => {
        expect(learned[at]).toBeCloseTo(entry, 6);
      });
    }
  });

  test('refuse what no V has as its Laplacian', () => {
    const lineFor = (laplacian: number[][], form = 'row-softmin') => {
      try {
        const start = { type: 'given-laplacian', laplacian } as const;
        specFor({ regularizers: [over({ start, form: form as 'row-softmin' })] });
      } catch (error) {
        return (error as Error).message;
      }
      return undefined;
    };
    const name = 'regularizers[0].start.laplacian';
    const pair = (w: number) => [
      [w, -w, 0, 0],
      [-w, w, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ];
    expect(lineFor(pair(1))).toBeUndefined();
    expect(lineFor(pair(2))).toBe(
      `Expected a diagonal of at most 1, as row-softmin takes it, for ${name} but received 2 at row 0, column 0`,
    );
    expect(lineFor(pair(1), 'global-softmax')).toBeUndefined();
    expect(lineFor(pair(2), 'global-softmax')).toBe(
      `Expected a trace of at most 2, as global-softmax takes it, for ${name} but received 4`,
    );
    expect(lineFor(pair(-1))).toBe(
      `Expected entries of at most 0 off the diagonal for ${name} but received 1 at row 0, column 1`,
    );
    const wrongSum = pair(0.5);
    wrongSum[2] = [0, 0, 0.5, 0];
    expect(lineFor(wrongSum)).toBe(`Expected rows of sum 0 for ${name} but received 0.5 at row 2`);
    expect(lineFor([[0]])).toBe(`Expected a 4×4 matrix for ${name} but received one of 1×1`);
  });

  test('stop the run once their energies have settled', async () => {
    const rule = { steps: 5000, minSteps: 50, regularizerChange: 1e-3 };
    const result = await run({ method: 'airnet', stopping: rule });
    expect(result).toMatchObject({ stopReason: 'regularizer-change', converged: true });
    expect(result.steps).toBeGreaterThan(50);
    expect(result.steps).toBeLessThan(5000);
    expect(await lineOf(run({ method: 'dmf', stopping: rule }))).toBe(
      'Expected a regularizer of type adaptive-laplacian beside stopping.regularizerChange for ' +
        'regularizers but received an array of length 0',
    );
  });
});
