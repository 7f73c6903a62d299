import { describe, expect, test } from 'vitest';
import { invalidInput } from '../src/errors.js';
import { readGrid } from '../src/grid.js';
import { resolveParts } from '../src/methods/resolve.js';
import type { NativeOutcome } from '../src/native/addon.js';
import { parseOptions } from '../src/options/parse.js';
import type { Options } from '../src/options/schema.js';
import { readProblem } from '../src/problem.js';
import { constantCompletion, trainedCompletion } from '../src/result.js';

const outcome: NativeOutcome = {
  matrix: Float32Array.of(0, 0.5, 1.5, -0.5, 0.25, 1),
  left: new Float32Array(0),
  right: new Float32Array(0),
  steps: 20,
  stopReason: 'steps',
  terms: [0.5, 0.25, 0.125],
  trace: { steps: Float64Array.of(0, 20), terms: Float64Array.of(1, 2, 3, 0.5, 0.25, 0.125) },
  laplacians: [Float32Array.of(1, -1, -1, 1), new Float32Array(9)],
  fit: undefined,
  parameters: [],
  seconds: 4,
  threads: 2,
};

// Observed 10 and 20 (offset 10, range 10), four entries missing.
function runWith(
  options: Options,
  input: unknown = [
    [10, null, null],
    [null, null, 20],
  ],
) {
  const parsed = parseOptions({ method: 'airnet', ...options });
  const problem = readProblem(readGrid(input, 'input', invalidInput), parsed.mask);
  const parts = resolveParts(parsed);
  return {
    problem,
    options: parsed,
    parts,
    choice: { device: 'cpu', precision: 'float32' } as const,
  };
}

const start = { type: 'normal', mean: 0, standardDeviation: 1 } as const;
const scaling = { offset: 10, range: 10 };
const spec = { representation: { type: 'factor-chain', widths: [], start } } as const;
const trained = { scaling, spec, outcome };
const completionOf = (options: Options, more: Partial<NativeOutcome> = {}) =>
  trainedCompletion(runWith(options), { ...trained, outcome: { ...outcome, ...more } });

describe('matrix', () => {
  test('is unscaled; observed entries are the given values', () => {
    const { matrix } = trainedCompletion(
      runWith({}, [
        [10.1, null, null],
        [null, null, 19.9],
      ]),
      trained,
    );
    expect(matrix).toEqual({
      data: Float64Array.of(10.1, 15, 25, 5, 12.5, 19.9),
      rows: 2,
      cols: 3,
    });
  });

  test("keepObserved: false gives the model's values everywhere", () => {
    const { matrix } = trainedCompletion(
      runWith({ keepObserved: false }, [
        [10.1, null, null],
        [null, null, 19.9],
      ]),
      trained,
    );
    expect(matrix.data).toEqual(Float64Array.of(10, 15, 25, 5, 12.5, 20));
  });

  test('bounds clip what is completed, not what is kept', () => {
    const { matrix } = completionOf({ bounds: [11, 18] });
    expect(matrix.data).toEqual(Float64Array.of(10, 15, 18, 11, 12.5, 20));
    const everywhere = completionOf({ bounds: [11, 18], keepObserved: false });
    expect(everywhere.matrix.data).toEqual(Float64Array.of(11, 15, 18, 11, 12.5, 18));
  });

  test('has the precision of the input', () => {
    const input = { data: Float32Array.of(10, 0, 0, 0, 0, 20), rows: 2, cols: 3 };
    const run = runWith({ mask: [1, 0, 0, 0, 0, 1] }, input);
    expect(trainedCompletion(run, trained).matrix.data).toBeInstanceOf(Float32Array);
  });
});

describe('what is told of the run', () => {
  test('names losses and trace', () => {
    expect(completionOf({ seed: 3 })).toMatchObject({
      method: 'airnet',
      observed: 2,
      seed: 3,
      device: 'cpu',
      precision: 'float32',
      threads: 2,
      steps: 20,
      stopReason: 'steps',
      converged: false,
      seconds: 4,
      secondsPerStep: 0.2,
      loss: { total: 0.875, fidelity: 0.5, laplacianRows: 0.25, laplacianCols: 0.125 },
      trace: [
        { step: 0, loss: { total: 6, fidelity: 1, laplacianRows: 2, laplacianCols: 3 } },
        { step: 20, loss: { total: 0.875, fidelity: 0.5, laplacianRows: 0.25 } },
      ],
    });
  });

  test('only tolerance counts as converged', () => {
    expect(completionOf({}, { stopReason: 'tolerance' }).converged).toBe(true);
    expect(completionOf({}, { stopReason: 'diverged' }).converged).toBe(false);
  });

  test('no step has no pace', () => {
    expect(completionOf({}, { steps: 0 }).secondsPerStep).toBeNull();
  });

  test('learned Laplacians only when asked', () => {
    expect(completionOf({})).not.toHaveProperty('laplacians');
    expect(completionOf({ laplacians: true }).laplacians).toEqual({
      rows: { data: Float32Array.of(1, -1, -1, 1), rows: 2, cols: 2 },
      cols: { data: new Float32Array(9), rows: 3, cols: 3 },
    });
  });
});

test('a constant completion repeats the one value', () => {
  const run = runWith({}, [
    [0.1, null, 0.1],
    [null, null, null],
  ]);
  expect(constantCompletion(run)).toMatchObject({
    matrix: { data: new Float64Array(6).fill(0.1), rows: 2, cols: 3 },
    stopReason: 'constant',
    converged: true,
    steps: 0,
    loss: { total: 0, fidelity: 0 },
    observed: 2,
  });
});
