import type { Matrix } from '../matrix.js';
import { toScaled, unscale } from '../scaling.js';
import type { Factors } from '../sparse/completion.js';
import { fromDeviations, toDeviations } from '../standardize.js';
import type { ModelState } from './state.js';

/** The maps between the units of each column and what training sees. */
export interface ColumnScaling {
  readonly toScaled: (x: number, col: number) => number;
  readonly unscale: (scaled: number, col: number) => number;
}

type Seen = Pick<ModelState, 'scaling' | 'standardization'>;

export function columnScaling({ scaling, standardization }: Seen): ColumnScaling {
  if (standardization === undefined) {
    return {
      toScaled: (x) => toScaled(x, scaling),
      unscale: (scaled) => unscale(scaled, scaling),
    };
  }
  return {
    toScaled: (x, col) => toScaled(toDeviations(x, col, standardization), scaling),
    unscale: (scaled, col) => fromDeviations(unscale(scaled, scaling), col, standardization),
  };
}

/**
 * Factors in the units of the input, x = Σₖ left(i, k)·right(j, k) with one column more, which is 1 on the left, where
 * columns were standardised.
 *
 * @param left of rows that are completed, rows×r
 */
export function factorsInUnits(state: ModelState, left: Factors['left']): Factors {
  const { right, scaling, standardization } = state;
  if (standardization === undefined) return { left, right, ...scaling };
  const { deviations } = standardization;
  const { unscale } = columnScaling(state);
  return {
    left: withColumn(left, () => 1),
    right: withColumn(
      scaledRows(right, (col) => (deviations[col] as number) * scaling.range),
      (col) => unscale(0, col),
    ),
    offset: 0,
    range: 1,
  };
}

function withColumn({ data, rows, cols }: Matrix, last: (row: number) => number): Matrix {
  const wider = new Float64Array(rows * (cols + 1));
  for (let i = 0; i < rows; i++) {
    wider.set(data.subarray(i * cols, (i + 1) * cols), i * (cols + 1));
    wider[i * (cols + 1) + cols] = last(i);
  }
  return { data: wider, rows, cols: cols + 1 };
}

function scaledRows({ data, rows, cols }: Matrix, by: (row: number) => number): Matrix {
  return {
    data: Float64Array.from(data, (value, k) => value * by(Math.floor(k / cols))),
    rows,
    cols,
  };
}
