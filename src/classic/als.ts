import { z } from 'zod';
import type { ClassicPart } from './method.js';
import { rankSetting } from './rank-setting.js';

export const alsSchema = z.strictObject({
  type: z.literal('als'),
  rank: rankSetting.default(20),
  lambda: z
    .number()
    .positive()
    .default(0.14)
    .describe('λ of standardised values: in their own units it is λ times the standard deviation'),
  damping: z
    .number()
    .min(0)
    .default(5)
    .describe('δ: how many entries with the mean value each row and column begins with'),
  regularization: z
    .enum(['weighted', 'plain'])
    .default('weighted')
    .describe(
      'whether λ counts once for each entry of a row or column, or once (then about 12 suits ratings)',
    ),
});

/** The usual factorisation of ratings. */
export const als: ClassicPart<typeof alsSchema> = {
  name: 'als',
  title: 'Regularised factors and biases by alternating least squares',
  paper: {
    title: 'Large-Scale Parallel Collaborative Filtering for the Netflix Prize',
    authors: 'Yunhong Zhou, Dennis Wilkinson, Robert Schreiber, Rong Pan',
    venue: 'AAIM',
    year: 2008,
    url: 'https://doi.org/10.1007/978-3-540-68880-8_32',
    equation:
      '(3): min of Σ_Ω (x_ij − µ − b_i − c_j − u_i·v_j)² + λ·(Σ n_i·‖u_i‖² + Σ n_j·‖v_j‖²) + δ·(Σ b_i² + Σ c_j²)',
  },
  deviations: [
    'biases are learned beside the factors (the paper puts the means of items into the first factor at the start)',
    'values are standardised first, so that λ means the same in all units',
    'regularization plain leaves the numbers of entries n out',
  ],
  sparse: 'factors',
  schema: alsSchema,
  stopping: { steps: 50, tolerance: 1e-3 },
};
