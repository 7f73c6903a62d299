// The synthetic ratings of the authors of sgmc: 150×200, 15 kinds of rows and 12 of columns.
import path from 'node:path';
import {
  type Completion,
  complete,
  type Mask,
  type Matrix,
  maskFromPicture,
  measure,
  type Options,
  type Regularizer,
  readPicture,
} from 'lacuna';
import { readMat } from './mat-file.js';
import type { ResultsTable } from './results-table.js';

/** Runs of which the one with the least loss is taken: it needs no truth. */
const seeds = [0, 1];

const weight = 3e-6;
const adaptive: Regularizer[] = [
  { type: 'adaptive-laplacian', over: 'rows', weight },
  { type: 'adaptive-laplacian', over: 'cols', weight },
];

const graphWeight = 0.01;

/** What a row of the table takes, given the graphs of rows and columns. */
function optionsOf(row: string, [rows, cols]: readonly [Matrix, Matrix]): Options {
  switch (row) {
    case 'airnet, weights 3e-6, 40,000 steps':
      return { method: 'airnet', regularizers: adaptive, stopping: { steps: 40_000 } };
    case 'irnn, scad, to little λ':
      return {
        method: { type: 'irnn', penalty: 'scad', tolerance: 1e-6, iterations: 5000, least: 1e-5 },
      };
    case 'dmf, 40,000 steps':
      return { method: 'dmf', stopping: { steps: 40_000 } };
    default:
      return {
        method: 'sgmc',
        representation: {
          type: 'spectral-chain',
          rows: { adjacency: rows, dirichlet: graphWeight },
          cols: { adjacency: cols, dirichlet: graphWeight },
        },
      };
  }
}

/** @param data the folder with matrices/synthetic-netflix.mat and masks/synthetic-netflix-random-{70,75,80}.png */
export function netflixTable(data: string): ResultsTable {
  return {
    title: 'Synthetic ratings, missing at random',
    measures: ['NMAE over the missing entries'],
    rows: [
      'airnet, weights 3e-6, 40,000 steps',
      'dmf, 40,000 steps',
      'irnn, scad, to little λ',
      'sgmc with the graphs that belong to them',
    ],
    columns: ['70 %', '75 %', '80 %'],
    compute: async (row, column) => {
      const file = path.join(data, 'matrices', 'synthetic-netflix.mat');
      const [truth, ...graphs] = (await readMat(file, ['M', 'Wrow', 'Wcol'])) as [
        Matrix,
        Matrix,
        Matrix,
      ];
      const mask = await maskOf(data, Number.parseInt(column, 10));
      const runs = await Promise.all(
        seeds.map((seed) => complete(truth, { ...optionsOf(row, graphs), mask, seed, threads: 1 })),
      );
      return [measure(leastLoss(runs).matrix, truth, mask).nmae];
    },
  };
}

async function maskOf(data: string, share: number): Promise<Mask> {
  const file = path.join(data, 'masks', `synthetic-netflix-random-${share}.png`);
  return maskFromPicture(await readPicture(file));
}

function leastLoss(runs: readonly Completion[]): Completion {
  return runs.reduce((best, run) => (run.loss.total < best.loss.total ? run : best));
}
