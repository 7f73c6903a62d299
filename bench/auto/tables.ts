// Tables without an order of rows and columns, with what is missing of them.
import { at, Draws, dot, matrixOf } from './draws.js';
import type { DrawnCase } from './problem.js';

export const tables: Readonly<Record<string, DrawnCase>> = {
  'rank 4 with noise': () => {
    const d = new Draws(11);
    const [u, v] = [d.factors(200, 4), d.factors(150, 4)];
    const truth = matrixOf(200, 150, (i, j) => dot(u, i, v, j) + 0.2 * d.normal());
    return { truth, mask: d.mask(truth, 0.6) };
  },
  'rank 3 without noise': () => {
    const d = new Draws(19);
    const [u, v] = [d.factors(160, 3), d.factors(160, 3)];
    const truth = matrixOf(160, 160, (i, j) => dot(u, i, v, j));
    return { truth, mask: d.mask(truth, 0.8) };
  },
  'rank 3 with outliers': () => {
    const d = new Draws(20);
    const [u, v] = [d.factors(150, 3), d.factors(120, 3)];
    const truth = matrixOf(
      150,
      120,
      (i, j) => dot(u, i, v, j) + (d.uniform() < 0.05 ? 8 * d.normal() : 0),
    );
    return { truth, mask: d.mask(truth, 0.4) };
  },
  counts: () => {
    const d = new Draws(12);
    const u = d.factors(120, 8, d.exponential);
    const v = d.factors(240, 8, () => d.exponential() / 2);
    const truth = matrixOf(120, 240, (i, j) => {
      const mean = dot(u, i, v, j);
      return Math.max(0, Math.round(mean + Math.sqrt(mean) * d.normal()));
    });
    return { truth, mask: d.mask(truth, 0.5) };
  },
  stars: () => {
    const d = new Draws(13);
    const [u, v] = [d.factors(240, 5), d.factors(180, 5)];
    const [ofRow, ofCol] = [d.factors(240, 1), d.factors(180, 1)];
    const truth = matrixOf(240, 180, (i, j) => {
      const liked = 3.5 + 0.4 * at(ofRow, i, 0) + 0.5 * at(ofCol, j, 0) + 0.25 * dot(u, i, v, j);
      return Math.min(5, Math.max(1, Math.round(liked + 0.7 * d.normal())));
    });
    return { truth, mask: d.mask(truth, 0.85) };
  },
  clusters: () => {
    const d = new Draws(15);
    const centres = d.factors(6, 80, () => 3 * d.normal());
    const label = d.labels(200, 6);
    const truth = matrixOf(
      200,
      80,
      (i, j) => Math.tanh(at(centres, label[i] ?? 0, j)) * 5 + 0.5 * d.normal(),
    );
    return { truth, mask: d.mask(truth, 0.4) };
  },
  blocks: () => {
    const d = new Draws(35);
    const means = d.factors(5, 4, () => 4 * d.normal());
    const [row, col] = [d.labels(160, 5), d.labels(120, 4)];
    const truth = matrixOf(
      160,
      120,
      (i, j) => at(means, row[i] ?? 0, col[j] ?? 0) + 0.7 * d.normal(),
    );
    return { truth, mask: d.mask(truth, 0.7) };
  },
  binding: () => {
    const d = new Draws(16);
    const [u, v] = [d.factors(180, 6), d.factors(140, 6)];
    const truth = matrixOf(180, 140, (i, j) => 1 / (1 + Math.exp(-(1.2 * dot(u, i, v, j) - 4))));
    return { truth, mask: d.mask(truth, 0.2) };
  },
  expression: () => {
    const d = new Draws(17);
    const [u, v] = [d.factors(240, 6), d.factors(60, 6)];
    const truth = matrixOf(240, 60, (i, j) => Math.exp(0.35 * dot(u, i, v, j) + 0.2 * d.normal()));
    const mask = d.mask(truth, 0);
    // Small values are missing more often.
    mask.data.forEach((_, k) => {
      if (d.uniform() < 0.5 / (1 + (truth.data[k] ?? 0))) mask.data[k] = 0;
    });
    return { truth, mask };
  },
  'noise by size': () => {
    const d = new Draws(36);
    const u = d.factors(200, 2, () => Math.exp(d.normal()));
    const v = d.factors(100, 2, () => Math.exp(0.7 * d.normal()));
    const truth = matrixOf(200, 100, (i, j) => dot(u, i, v, j) * Math.exp(0.15 * d.normal()));
    return { truth, mask: d.mask(truth, 0.5) };
  },
  exam: () => {
    const d = new Draws(33);
    const [skill, item] = [d.factors(300, 1), d.factors(60, 2)];
    const truth = matrixOf(300, 60, (i, j) => {
      const steepness = 1.5 * Math.exp(0.3 * at(item, j, 1));
      const odds = Math.exp(-(steepness * (at(skill, i, 0) - at(item, j, 0))));
      return d.uniform() < 1 / (1 + odds) ? 1 : 0;
    });
    return { truth, mask: d.mask(truth, 0.3) };
  },
  distances: () => {
    const d = new Draws(38);
    const points = d.factors(150, 3);
    const truth = matrixOf(150, 150, (i, j) =>
      Math.hypot(...[0, 1, 2].map((k) => at(points, i, k) - at(points, j, k))),
    );
    return { truth, mask: d.mask(truth, 0.6) };
  },
};
