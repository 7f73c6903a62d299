import { z } from 'zod';
import type { ClassicPart } from './method.js';

export const gaussNewtonSchema = z.strictObject({
  type: z.literal('gauss-newton'),
  maxRank: z
    .int()
    .min(1)
    .default(50)
    .describe(
      'where the rank, which grows by one a step, ends, if not everything is explained before; with 0.85 freedoms for each observed entry at most',
    ),
  lambda: z
    .number()
    .min(0)
    .default(0)
    .describe('λ of the squared factors, relative to the root mean square of the observed entries'),
  iterations: z.int().min(1).default(40).describe('Gauss–Newton steps at each rank, at most'),
});

/**
 * Tuned by the rank: with `validation` the step, and so the rank, that predicts held entries best is taken, unless one
 * explains everything.
 */
export const gaussNewton: ClassicPart<typeof gaussNewtonSchema> = {
  name: 'gauss-newton',
  title: 'Factors of growing rank by damped Gauss–Newton steps',
  paper: {
    title: 'Damped Newton Algorithms for Matrix Factorization with Missing Data',
    authors: 'A. M. Buchanan, A. W. Fitzgibbon',
    venue: 'IEEE Conference on Computer Vision and Pattern Recognition (CVPR)',
    year: 2005,
    url: 'https://doi.org/10.1109/CVPR.2005.118',
    equation:
      'min over A, B of ‖P_Ω(A·Bᵀ − M)‖² + λ(‖A‖² + ‖B‖²) (1), by damped steps; rank by rank: Uschmajew, Vandereycken, SampTA 2015; the longer side eliminated: Okatani, Yoshida, Deguchi, ICCV 2011',
  },
  deviations: [
    'Gauss–Newton steps (Levenberg–Marquardt) in place of those with the whole Hessian',
    'conjugate gradients in place of a factorisation, so that large sparse matrices can be completed',
    'the rank grows from one, the leading singular pair of the residual joining; the start is not random',
  ],
  sparse: 'factors',
  schema: gaussNewtonSchema,
  scale: 'none',
  stopping: { steps: 1000, tolerance: 0 },
  iterations: ({ maxRank }) => maxRank,
};
