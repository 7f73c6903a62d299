import { z } from 'zod';
import type { ClassicPart } from './method.js';

export const softImputeSchema = z.strictObject({
  type: z.literal('soft-impute'),
  algorithm: z
    .enum(['full', 'als'])
    .default('full')
    .describe(
      "'full' shrinks the singular values of the filled matrix; 'als' keeps two factors and works " +
        'from the observed entries alone',
    ),
  lambda: z
    .number()
    .gt(0)
    .optional()
    .describe(
      'λ relative to the largest singular value of the observed entries (others 0), at which X is 0; ' +
        'left out: a path of falling λ, one a step',
    ),
  points: z.int().min(1).default(30).describe('values of λ on the path'),
  least: z.number().gt(0).lt(1).default(1e-3).describe('where the path ends, relative like lambda'),
  tolerance: z
    .number()
    .min(0)
    .default(1e-3)
    .describe('a point of the path is solved when an iteration changes X by no more than this'),
  iterations: z.int().min(1).default(100).describe('at each point of the path, at most'),
  maxRank: z
    .int()
    .min(1)
    .default(50)
    .describe("width of the factors of 'als'; the shorter side at most"),
  centre: z
    .boolean()
    .default(false)
    .describe(
      'whether the mean of the observed entries is taken off first, and is not shrunk then',
    ),
});

/**
 * Tuned by the path: with `validation` the step that predicts held entries best is taken, so λ needs no
 * choice.
 */
export const softImpute: ClassicPart<typeof softImputeSchema> = {
  name: 'soft-impute',
  title: 'Soft-thresholded singular values (nuclear norm)',
  paper: {
    title: 'Spectral Regularization Algorithms for Learning Large Incomplete Matrices',
    authors: 'Rahul Mazumder, Trevor Hastie, Robert Tibshirani',
    venue: 'Journal of Machine Learning Research 11',
    year: 2010,
    url: 'https://jmlr.org/papers/v11/mazumder10a.html',
    equation:
      'algorithm 1: min over X of ½‖P_Ω(X − M)‖² + λ‖X‖_*; als: Hastie, Mazumder, Lee, Zadeh, JMLR 16, 2015, algorithm 3.1',
  },
  deviations: [
    'λ is relative to the largest singular value, so that it means the same in any unit',
    'full: steps are extrapolated (Nesterov), until the objective rises',
    'als: columns that died out begin again where λ falls',
  ],
  sparse: 'factors',
  schema: softImputeSchema,
  scale: 'none',
  stopping: { steps: 500, tolerance: 1e-5 },
};
