import { describe, expect, test } from 'vitest';
import { complete, measure, type Options, type Progress, randomMask } from '../src/index.js';

/** rows×cols of rank 2 with values from 0 to 10. */
function lowRank(rows: number, cols: number) {
  const data = Float64Array.from({ length: rows * cols }, (_, k) => {
    const i = Math.floor(k / cols) / rows;
    const j = (k % cols) / cols;
    return 5 + 3 * Math.sin(4 * i) * Math.cos(3 * j) + 2 * i * (1 - 2 * j);
  });
  return { data, rows, cols };
}

const truth = lowRank(24, 30);
const mask = randomMask(truth, 0.3, 1);
const quick: Options = { mask, stopping: { steps: 60 } };
const long = { stopping: { steps: 10_000_000 } };

describe('completing', () => {
  test('recovers a smooth matrix of rank 2', async () => {
    const completion = await complete(truth, { mask, stopping: { steps: 8000 } });
    const metrics = measure(completion.matrix, truth, mask);
    expect(metrics.nmae).toBeLessThan(0.02);
    expect(completion).toMatchObject({ steps: 8000, stopReason: 'steps', method: 'airnet' });
    expect(completion.loss.total).toBeLessThan(completion.trace[0]?.loss.total ?? 0);
  });

  test.each(['scaled-normal', 'orthogonal', 'identity'] as const)(
    'dmf-arora recovers it too, with longer steps, from a %s start',
    async (type) => {
      const completion = await complete(truth, {
        mask,
        method: 'dmf-arora',
        representation: { start: { type, scale: 1e-3 } },
        optimizer: { learningRate: 0.01 },
        stopping: { steps: 8000 },
      });
      expect(measure(completion.matrix, truth, mask).nmae).toBeLessThan(0.02);
    },
  );

  test.each(['airnet', 'airnet-paper', 'dmf', 'rdmf'] as const)(
    '%s lowers the loss',
    async (method) => {
      const { loss, trace } = await complete(truth, { ...quick, method, stopping: { steps: 400 } });
      expect(loss.fidelity).toBeLessThan(0.9 * (trace[0]?.loss.fidelity ?? 0));
      expect(trace.map((point) => point.step)).toEqual([0, 100, 200, 300, 400]);
      expect(trace.at(-1)?.loss).toEqual(loss);
    },
  );

  test('all parts at once', async () => {
    const laplacian = Array.from({ length: 24 }, (_, i) =>
      Array.from({ length: 24 }, (_, j) => (i === j ? 2 : Math.abs(i - j) === 1 ? -1 : 0)),
    );
    const { loss, laplacians } = await complete(truth, {
      ...quick,
      representation: { widths: [10, 5] },
      fidelity: 'sse',
      regularizers: [
        { type: 'adaptive-laplacian', over: 'cols', weight: 1e-3 },
        { type: 'dirichlet', over: 'rows', weight: 1e-4, laplacian },
        { type: 'tv-l1', weight: 1e-4 },
        { type: 'tv-l2', weight: 1e-4 },
        { type: 'tv-squared', weight: 1e-4 },
        { type: 'laplacian-stencil', weight: 1e-4 },
        { type: 'laplacian-stencil', form: 'thin-plate', weight: 1e-4 },
      ],
      laplacians: true,
    });
    expect(Object.keys(loss)).toEqual([
      'total',
      'fidelity',
      'laplacianCols',
      'dirichletRows',
      'tvL1',
      'tvL2',
      'tvSquared',
      'laplacianNorm',
      'thinPlate',
    ]);
    const cols = laplacians?.cols;
    expect(cols).toMatchObject({ rows: 30, cols: 30 });
    // A graph Laplacian: rows sum to zero, off the diagonal nothing is positive.
    for (let i = 0; i < 30; i++) {
      const row = Array.from(cols?.data.slice(i * 30, (i + 1) * 30) ?? []);
      expect(row.reduce((sum, entry) => sum + entry, 0)).toBeCloseTo(0, 4);
      expect(row.filter((entry) => entry > 0)).toHaveLength(1);
    }
  });

  test.each(['relu', 'sigmoid', 'tanh'] as const)(
    'a network with %s comes close, and has one result for a seed',
    async (activation) => {
      const options: Options = {
        mask,
        representation: {
          type: 'activated-network',
          activation,
          widths: [12, 16],
          biases: true,
          start: { type: 'normal', mean: 0, standardDeviation: 0.3 },
        },
        fidelity: 'sse',
        regularizers: [{ type: 'laplacian-stencil', form: 'thin-plate', weight: 1e-2 }],
        optimizer: { learningRate: 1e-2 },
        stopping: { steps: 1500 },
      };
      const { matrix, loss } = await complete(truth, { ...options, threads: 1 });
      expect(loss.fidelity).toBeLessThan(0.05);
      expect(measure(matrix, truth, mask).nmae).toBeLessThan(0.05);
      const again = await complete(truth, { ...options, threads: 2 });
      expect(again.matrix.data).toEqual(matrix.data);
    },
  );

  test('zero steps return the start', async () => {
    const completion = await complete(truth, { ...quick, stopping: { steps: 0 } });
    expect(completion).toMatchObject({ steps: 0, stopReason: 'steps', secondsPerStep: null });
  });

  test('a given start is the start', async () => {
    const half = { data: new Float32Array(720).fill(0.5), rows: 24, cols: 30 };
    const { matrix } = await complete(truth, {
      ...quick,
      method: 'dmf',
      scale: 'none',
      keepObserved: false,
      representation: { depth: 1, start: { type: 'given', values: [half] } },
      stopping: { steps: 0 },
    });
    expect(matrix.data.every((entry) => entry === 0.5)).toBe(true);
  });

  test('tolerance stops early', async () => {
    const completion = await complete(truth, {
      ...quick,
      stopping: { steps: 100_000, tolerance: 0.5, window: 10, minSteps: 200 },
    });
    expect(completion).toMatchObject({ stopReason: 'tolerance', converged: true });
    expect(completion.steps).toBeGreaterThanOrEqual(200);
    // The step under way when the rule holds, at a multiple of the window, is finished.
    expect(completion.steps % 10).toBeLessThanOrEqual(1);
  });

  test('nothing missing is fine', async () => {
    const { matrix, observed } = await complete(truth, { stopping: { steps: 5 } });
    expect(observed).toBe(720);
    expect(matrix.data).toEqual(truth.data);
  });

  test('one row, one column and one entry are matrices too', async () => {
    const options: Options = { stopping: { steps: 20 } };
    expect((await complete([[1, null, 3]], options)).matrix.data[0]).toBe(1);
    expect((await complete([[1], [null], [3]], options)).matrix.data[2]).toBe(3);
    expect((await complete([[7]], options)).matrix.data).toEqual(Float64Array.of(7));
  });
});

describe('what is given', () => {
  test('is not modified, and may be modified once the call has returned', async () => {
    const data = truth.data.slice();
    const observed = mask.data.slice();
    const run = complete({ ...truth, data }, { ...quick, mask: observed });
    expect(data).toEqual(truth.data);
    expect(observed).toEqual(mask.data);
    data.fill(Number.NaN);
    observed.fill(0);
    const [after, before] = [await run, await complete(truth, quick)];
    expect(after.matrix).toEqual(before.matrix);
  });

  test('is kept exactly where it is observed', async () => {
    const { matrix } = await complete(truth, quick);
    mask.data.forEach((isObserved, k) => {
      if (isObserved) expect(matrix.data[k]).toBe(truth.data[k]);
    });
  });

  test('gives the same result as NaN and as a mask', async () => {
    const data = truth.data.map((value, k) => (mask.data[k] ? value : Number.NaN));
    const byNaN = await complete({ ...truth, data }, { stopping: { steps: 60 } });
    expect(byNaN.matrix).toEqual((await complete(truth, quick)).matrix);
  });

  test('all equal: that value everywhere', async () => {
    const input = [
      [2.5, null],
      [null, 2.5],
    ];
    for (const scale of ['observed', 'none'] as const) {
      expect(await complete(input, { scale })).toMatchObject({
        matrix: { data: new Float64Array(4).fill(2.5) },
        stopReason: 'constant',
        converged: true,
        steps: 0,
      });
    }
  });
});

describe('one seed gives one result', () => {
  const bits = async (options: Options) => {
    const { matrix, loss } = await complete(truth, { ...quick, keepObserved: false, ...options });
    return { matrix, loss };
  };

  test('on a second run and for any number of threads', async () => {
    const first = await bits({ threads: 1 });
    expect(await bits({ threads: 1 })).toEqual(first);
    expect(await bits({ threads: 2 })).toEqual(first);
    expect(await bits({ threads: 'auto' })).toEqual(first);
  });

  test('another seed gives another', async () => {
    expect(await bits({ seed: 1 })).not.toEqual(await bits({ seed: 2 }));
    expect(await bits({ seed: 2 ** 32 + 1 })).not.toEqual(await bits({ seed: 1 }));
  });
});

describe('divergence', () => {
  test('resolves with the last finite iterate', async () => {
    const { stopReason, converged, matrix, loss } = await complete(truth, {
      ...quick,
      optimizer: { learningRate: 1e20 },
    });
    expect(stopReason).toBe('diverged');
    expect(converged).toBe(false);
    expect(matrix.data.every(Number.isFinite)).toBe(true);
    expect(loss.total).toSatisfy(Number.isFinite);
  });
});

describe('abort', () => {
  test('before the start', async () => {
    const signal = AbortSignal.abort(new Error('never mind'));
    await expect(complete(truth, { ...long, signal })).rejects.toThrow('never mind');
  });

  test('in mid-run rejects with the reason', async () => {
    const controller = new AbortController();
    const reason = { enough: true };
    const run = complete(truth, {
      ...long,
      mask,
      signal: controller.signal,
      onProgress: () => controller.abort(reason),
    });
    await expect(run).rejects.toBe(reason);
  });

  test('by a time limit', async () => {
    const signal = AbortSignal.timeout(30);
    await expect(complete(truth, { ...long, mask, signal })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });
});

describe('progress', () => {
  test('comes in order, with the named loss', async () => {
    const heard: Progress[] = [];
    await complete(truth, {
      mask,
      stopping: { steps: 20_000 },
      onProgress: (progress) => heard.push(progress),
    });
    expect(heard.length).toBeGreaterThan(1);
    const steps = heard.map((progress) => progress.step);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    for (const { totalSteps, loss, elapsed } of heard) {
      expect(totalSteps).toBe(20_000);
      expect(Object.keys(loss)).toEqual(['total', 'fidelity', 'laplacianRows', 'laplacianCols']);
      expect(elapsed).toBeGreaterThanOrEqual(0);
    }
  });

  test('that throws rejects the run', async () => {
    const run = complete(truth, {
      ...long,
      mask,
      onProgress: () => {
        throw new Error('from the listener');
      },
    });
    await expect(run).rejects.toThrow('from the listener');
  });
});

describe('refusals', () => {
  test.each<[string, Parameters<typeof complete>, string, RegExp]>([
    ['an unknown method', [truth, { method: 'x' as 'dmf' }], 'LACUNA_INVALID_OPTION', /for method/],
    ['bad data', [[[1, Number.POSITIVE_INFINITY]]], 'LACUNA_INVALID_INPUT', /row 0, column 1/],
    [
      'cuda',
      [truth, { device: 'cuda:999' }],
      'LACUNA_DEVICE',
      /for device but received "cuda:999": \S/,
    ],
    [
      'more than there is memory for',
      [truth, { representation: { widths: [4e9, 4e9] } }],
      'LACUNA_OUT_OF_MEMORY',
      /completing a 24×30 matrix would take \S+ GB and \S+ GB is available$/,
    ],
  ])('%s', async (_, [input, options], code, message) => {
    await expect(complete(input, options)).rejects.toMatchObject({
      name: 'LacunaError',
      code,
      message: expect.stringMatching(message),
    });
  });
});
