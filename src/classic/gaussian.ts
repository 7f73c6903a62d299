import { z } from 'zod';
import type { ClassicPart } from './method.js';

export const gaussianSchema = z.strictObject({
  type: z.literal('gaussian'),
  over: z
    .enum(['rows', 'cols'])
    .default('rows')
    .describe('whether rows are draws of one distribution over the columns, or columns over rows'),
  shrinkage: z
    .number()
    .min(1e-6)
    .default(0.25)
    .describe(
      'ν of the prior that columns do not correlate (over cols: rows), in rows for each column: more for few or noisy rows',
    ),
  marginals: z
    .enum(['normal', 'empirical'])
    .default('normal')
    .describe(
      'whether values are normal themselves, or by their ranks: columns that are skewed or hold few values, within what was observed',
    ),
});

/** Each entry by its regression on what else its row has observed. */
export const gaussian: ClassicPart<typeof gaussianSchema> = {
  name: 'gaussian',
  title: 'Multivariate normal by expectation maximisation',
  paper: {
    title: 'Maximum Likelihood from Incomplete Data via the EM Algorithm',
    authors: 'Arthur P. Dempster, Nan M. Laird, Donald B. Rubin',
    venue: 'Journal of the Royal Statistical Society B 39(1)',
    year: 1977,
    url: 'https://doi.org/10.1111/j.2517-6161.1977.tb01600.x',
    equation:
      '(2.1), section 4.1: x_i ~ N(µ, Σ), µ = 1/n·Σ E x_i, Σ = (Σ E (x_i − µ)(x_i − µ)ᵀ + ν·D)/(n + ν)',
  },
  deviations: [
    'Σ has a prior of ν = shrinkage·p rows that do not correlate, D the diagonal of the observed variances (the paper: ν = 0, ' +
      'which needs many more rows than columns; Schneider, J. Climate 14, 2001, adds a ridge to each regression)',
    'with marginals empirical it is the Gaussian copula of Zhao & Udell (KDD 2020) with all values taken for continuous: normal ' +
      'scores of ranks, x_ij = E F⁻¹(z_ij)',
    'an observed entry is estimated from the others of its row, and the loss is that error',
    'tolerance is the root mean square change of missing entries, in deviations of their columns',
  ],
  sparse: 'none',
  schema: gaussianSchema,
  stopping: { steps: 100, tolerance: 1e-3 },
};
