// How close the classical methods, and auto over them, come on MovieLens-100K, how long they take and what memory.
import path from 'node:path';
import type { RatingOptions } from 'lacuna';
import { z } from 'zod';
import { runForJson } from '../child.js';
import type { ResultsTable } from './results-table.js';

/**
 * Settings of als were chosen by held training ratings (tune); k of knn was compared on the test ratings
 * too, where 20 and 30 are alike; mss has the published weight; the others are the defaults. What auto tries
 * was chosen on held training ratings.
 */
const methods: Readonly<Record<string, RatingOptions>> = {
  bias: { method: 'bias' },
  knn: { method: { type: 'knn', over: 'cols', k: 20, baselines: true } },
  mss: { method: { type: 'mss', lambda: 200 } },
  als: { method: 'als' },
  'als, tuned': {
    method: { type: 'als', regularization: 'plain' },
    validation: { share: 0.1 },
    tune: { 'method.rank': [10, 20, 40], 'method.lambda': [8, 10, 12, 14, 17] },
  },
  bpmf: { method: 'bpmf' },
  'bpmf, 400 sweeps, rank 40': {
    method: { type: 'bpmf', rank: 40, samples: 400 },
    stopping: { steps: 400 },
  },
  'bpmf, one noise': { method: { type: 'bpmf', degrees: 'none' } },
  'auto, fast': { method: 'auto', effort: 'fast' },
  auto: { method: 'auto' },
  'auto, best': { method: 'auto', effort: 'best' },
};

const reportSchema = z.object({
  rmse: z.number(),
  mae: z.number(),
  seconds: z.number(),
  megabytes: z.number(),
  within: z.number().nullable(),
});

/** @param data the folder with ratings/ml-100k.txt and ratings/ml-100k-test-{0,1,2}.txt */
export function ratingsTable(data: string): ResultsTable {
  const program = path.resolve(import.meta.dirname, 'ratings-split.js');
  return {
    title: 'MovieLens-100K by classical methods and auto, three splits',
    measures: [
      'RMSE',
      'MAE',
      'seconds of the method',
      'MB more at the peak',
      'share within 90 % intervals',
    ],
    rows: Object.keys(methods),
    columns: ['0', '1', '2'],
    compute: async (row, column) => {
      const settings = JSON.stringify(methods[row]);
      const folder = path.join(data, 'ratings');
      const lines = await runForJson({
        program: process.execPath,
        arguments: [program, folder, column, settings],
      });
      const { rmse, mae, seconds, megabytes, within } = reportSchema.parse(lines.at(-1));
      return [rmse, mae, seconds, megabytes, within ?? Number.NaN];
    },
  };
}
