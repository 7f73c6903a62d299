// Series, one in each row or column, with what is missing of them.
import type { Matrix } from 'lacuna';
import { at, Draws, dot, matrixOf, takeOut } from './draws.js';
import type { DrawnCase } from './problem.js';

export const series: Readonly<Record<string, DrawnCase>> = {
  sensors: () => {
    const d = new Draws(14);
    const own = d.factors(60, 3, d.uniform);
    const truth = drifting({ rows: 168, cols: 60, keep: 0.9, step: 0.3 }, d, (i, j) => {
      const daily = Math.sin((2 * Math.PI * (i + 4 * at(own, j, 2))) / 24);
      return 10 + 4 * at(own, j, 0) + (2 + 2 * at(own, j, 1)) * daily + 1.5 * Math.sin(i / 40);
    });
    const mask = d.mask(truth, 0.25);
    for (let gap = 0; gap < 60; gap++) {
      takeOut(mask, d.below(60), d.below(150), 6 + d.below(12));
    }
    return { truth, mask };
  },
  outages: () => {
    const d = new Draws(37);
    const own = d.factors(40, 3, d.uniform);
    const truth = drifting(
      { rows: 240, cols: 40, keep: 0.95, step: 0.2 },
      d,
      (i, j) =>
        5 * at(own, j, 0) +
        3 * Math.sin(i / 12 + at(own, j, 1)) +
        2 * at(own, j, 2) * Math.cos(i / 31),
    );
    const mask = d.mask(truth, 0.02);
    for (let gap = 0; gap < 50; gap++) {
      takeOut(mask, d.below(40), d.below(220), 10 + d.below(40));
    }
    return { truth, mask };
  },
  'autoregressive rows': () => {
    const d = new Draws(18);
    const truth = matrixOf(240, 100, () => 0);
    let value = 0;
    truth.data.forEach((_, k) => {
      if (k % 100 === 0) value = d.normal();
      value = 0.85 * value + Math.sqrt(1 - 0.85 ** 2) * d.normal();
      truth.data[k] = value;
    });
    return { truth, mask: d.mask(truth, 0.5) };
  },
  sales: () => {
    const d = new Draws(31);
    const shop = d.factors(80, 2, () => 1 + 3 * d.uniform());
    const weekday = d.factors(1, 7, () => 0.6 + 0.8 * d.uniform());
    const trend = d.factors(80, 1);
    const truth = matrixOf(80, 140, (i, j) => {
      const season = 1 + 0.15 * Math.sin(j / 20 + at(trend, i, 0));
      const mean = 20 * at(shop, i, 0) * at(weekday, 0, j % 7) * season;
      return Math.max(0, Math.round(mean * Math.exp(0.2 * d.normal())));
    });
    return { truth, mask: d.mask(truth, 0.35) };
  },
  spectra: () => {
    const d = new Draws(32);
    const peaks = Array.from({ length: 4 }, () => [20 + 140 * d.uniform(), 6 + 14 * d.uniform()]);
    const shares = d.factors(90, 4, d.exponential);
    const heights = Array.from({ length: 180 }, (_, j) =>
      peaks.map(([middle = 0, width = 1]) => Math.exp(-(((j - middle) / width) ** 2) / 2)),
    );
    const truth = matrixOf(90, 180, (i, j) => dot(shares, i, heights, j) + 0.03 * d.normal());
    return { truth, mask: d.mask(truth, 0.6) };
  },
  traffic: () => {
    const d = new Draws(34);
    const own = d.factors(150, 3, d.uniform);
    const truth = matrixOf(96, 150, (i, j) => {
      const later = 6 * at(own, j, 1);
      const morning = 25 * at(own, j, 0) * Math.exp(-(((i - 32 - later) / 5) ** 2));
      const evening = 30 * at(own, j, 2) * Math.exp(-(((i - 70 - later) / 7) ** 2));
      return 60 - morning - evening + 2 * d.normal();
    });
    return { truth, mask: d.mask(truth, 0.5) };
  },
};

interface Drifting {
  readonly rows: number;
  readonly cols: number;
  /** What is kept of the drift from row to row, and how large a step of it is. */
  readonly keep: number;
  readonly step: number;
}

/** Columns with a drift of their own over a course that is given. */
function drifting(
  { rows, cols, keep, step }: Drifting,
  d: Draws,
  course: (i: number, j: number) => number,
): Matrix {
  const truth = matrixOf(rows, cols, () => 0);
  for (let j = 0; j < cols; j++) {
    let drift = 0;
    for (let i = 0; i < rows; i++) {
      drift = keep * drift + step * d.normal();
      truth.data[i * cols + j] = course(i, j) + drift;
    }
  }
  return truth;
}
