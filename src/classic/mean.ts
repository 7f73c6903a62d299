import { z } from 'zod';
import type { ClassicPart } from './method.js';

export const meanSchema = z.strictObject({
  type: z.literal('mean'),
  of: z
    .enum(['all', 'rows', 'cols'])
    .default('all')
    .describe('of all observed entries, of those of the same row, or of the same column'),
});

export const mean: ClassicPart<typeof meanSchema> = {
  name: 'mean',
  title: 'Means',
  paper: {
    title: 'Statistical Analysis with Missing Data',
    authors: 'Roderick J. A. Little, Donald B. Rubin',
    venue: 'Wiley',
    year: 2002,
    url: 'https://doi.org/10.1002/9781119013563',
    equation: '4.2.1: x_ij = the mean of the observed entries, or of those of row i or column j',
  },
  deviations: ['a row or a column without observed entries takes the mean of all'],
  sparse: 'factors',
  schema: meanSchema,
  stopping: { steps: 1, tolerance: 0 },
};
