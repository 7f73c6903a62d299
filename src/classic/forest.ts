import { z } from 'zod';
import type { ClassicPart } from './method.js';

export const forestSchema = z.strictObject({
  type: z.literal('forest'),
  over: z
    .enum(['rows', 'cols'])
    .default('rows')
    .describe('whether columns are learnt from one another, or rows'),
  trees: z.int().min(1).max(10_000).default(100).describe('trees for each column (over cols: row)'),
  share: z
    .number()
    .gt(0)
    .max(1)
    .default(1)
    .describe('of the other columns, how many a split is chosen among'),
  leaf: z.int().min(1).max(1_000_000).default(2).describe('rows of a leaf, at least'),
});

/** Each column by a forest of regression trees on the others, in turn. */
export const forest: ClassicPart<typeof forestSchema> = {
  name: 'forest',
  title: 'Forests of randomised trees in turn',
  paper: {
    title: 'MissForest: non-parametric missing value imputation for mixed-type data',
    authors: 'Daniel J. Stekhoven, Peter Bühlmann',
    venue: 'Bioinformatics 28(1)',
    year: 2012,
    url: 'https://doi.org/10.1093/bioinformatics/btr597',
    equation: 'Algorithm 1',
  },
  deviations: [
    'trees are extremely randomised ones (Geurts, Ernst & Wehenkel, Machine Learning 63, 2006), each on 63 % of the rows drawn ' +
      'without putting back (the paper: CART on bootstrap samples)',
    'trees draw the same in every step, so that steps settle; tolerance is the root mean square change of missing entries, in ' +
      'deviations of their columns (the paper: until the change grows)',
    'an observed entry is estimated by the trees that did not learn of it, and the loss is that error',
    'all columns are taken for continuous',
  ],
  sparse: 'none',
  schema: forestSchema,
  stopping: { steps: 5, tolerance: 0.01 },
};
