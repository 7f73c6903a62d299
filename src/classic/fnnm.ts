import { z } from 'zod';
import { featuresSchema, nativeFeatures } from './features.js';
import type { ClassicPart } from './method.js';

export const fnnmSchema = z.strictObject({
  type: z.literal('fnnm'),
  features: featuresSchema.optional(),
  lambda1: z
    .number()
    .gt(0)
    .default(0.1)
    .describe(
      'weight of ‖L‖_*, relative to the largest singular value of the observed entries (others 0), at ' +
        'which L is 0 beside N = 0',
    ),
  lambda2: z
    .number()
    .min(0)
    .default(0.01)
    .describe(
      'weight of Σ|n_kl|, relative to the largest entry of Fᵀ·P_Ω(M)·G, at which N is 0 beside L = 0',
    ),
  centre: z
    .boolean()
    .default(false)
    .describe(
      'whether the mean of the observed entries is taken off first, and is not shrunk then',
    ),
});

/** Predicts rows and columns without any entry from their features. */
export const fnnm: ClassicPart<typeof fnnmSchema> = {
  name: 'fnnm',
  title: 'Features of rows and columns beside a nuclear norm',
  paper: {
    title: 'Feature and Nuclear Norm Minimization for Matrix Completion',
    authors: 'Mengyun Yang, Yaohang Li, Jianxin Wang',
    venue: 'IEEE Transactions on Knowledge and Data Engineering 34(5)',
    year: 2022,
    url: 'https://doi.org/10.1109/TKDE.2020.3005978',
    equation:
      'min over L and N of ½‖P_Ω(L + F·N·Gᵀ − M)‖² + λ1·‖L‖_* + λ2·Σ|n_kl|, F and G the features of rows and columns',
  },
  deviations: [
    'weights are relative to those at which nothing is left, so that they mean the same in any unit',
    'steps are ½ for L and 1/(2·‖F‖²·‖G‖²) for N (spectral norms), which are safe; the published ones are fixed at 0.1 in any unit',
    'steps are extrapolated (Nesterov), until the objective rises',
    'an observed 0 is a value like any other',
  ],
  sparse: 'factors',
  schema: fnnmSchema,
  scale: 'none',
  stopping: { steps: 1000, tolerance: 1e-5 },
  native: ({ features, ...others }, shape) => ({ ...others, ...nativeFeatures(features, shape) }),
};
