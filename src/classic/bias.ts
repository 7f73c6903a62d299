import { z } from 'zod';
import type { ClassicPart } from './method.js';

const damping = z.number().min(0).default(5);

export const biasSchema = z.strictObject({
  type: z.literal('bias'),
  rowDamping: damping.describe('δr: how many entries with the mean value each row begins with'),
  colDamping: damping.describe('δc: the same of each column'),
});

/** The baseline that every table of ratings should begin with. */
export const bias: ClassicPart<typeof biasSchema> = {
  name: 'bias',
  title: 'Damped effects of rows and columns',
  paper: {
    title: 'Factor in the Neighbors: Scalable and Accurate Collaborative Filtering',
    authors: 'Yehuda Koren',
    venue: 'ACM Transactions on Knowledge Discovery from Data 4(1)',
    year: 2010,
    url: 'https://doi.org/10.1145/1644873.1644874',
    equation:
      '(1), (2): x_ij = μ + b_i + c_j, min over b, c of Σ_Ω (x_ij − μ − b_i − c_j)² + δr·Σ b_i² + δc·Σ c_j²',
  },
  deviations: ['damping: rows and columns have one of their own, in numbers of entries'],
  sparse: 'factors',
  schema: biasSchema,
  stopping: { steps: 50, tolerance: 1e-4 },
};
