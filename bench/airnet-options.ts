import type { Options } from 'lacuna';
import type { Problem } from './problem.js';

/** The options of `complete` that compute a problem from its own start, and in its own scale. */
export function airnetOptions(problem: Problem, steps: number, threads: number): Options {
  const { rows, cols, weight, arrays, ...adam } = problem;
  const { mask, target: _, rows: rowStart, cols: colStart, ...factors } = arrays;
  const given = (...values: { data: Float32Array; rows: number; cols: number }[]) =>
    ({ type: 'given', values }) as const;
  const laplacian = (over: 'rows' | 'cols', data: Float32Array, order: number) => ({
    type: 'adaptive-laplacian' as const,
    over,
    form: 'row-softmin' as const,
    weight,
    start: given({ data, rows: order, cols: order }),
  });
  return {
    mask: { data: mask, rows, cols },
    scale: 'none',
    representation: {
      depth: 3,
      start: given(
        { data: factors.factor0, rows, cols: rows },
        { data: factors.factor1, rows, cols: rows },
        { data: factors.factor2, rows, cols },
      ),
    },
    fidelity: 'mse',
    regularizers: [laplacian('rows', rowStart, rows), laplacian('cols', colStart, cols)],
    optimizer: { type: 'adam', ...adam },
    stopping: { steps, tolerance: 0 },
    traceEvery: 0,
    threads,
  };
}

/** The same, but the parameters are drawn as a user lets them be; a step costs the same. */
export function drawnAirnetOptions(problem: Problem, steps: number, threads: number): Options {
  const options = airnetOptions(problem, steps, threads);
  const standardDeviation = Math.cbrt(0.3 / problem.rows);
  return {
    ...options,
    representation: { depth: 3, start: { type: 'normal', mean: 0, standardDeviation } },
    regularizers: (['rows', 'cols'] as const).map((over) => ({
      type: 'adaptive-laplacian',
      over,
      form: 'row-softmin',
      weight: problem.weight,
    })),
  };
}
