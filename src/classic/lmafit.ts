import { z } from 'zod';
import type { ClassicPart } from './method.js';

/** Where the rank starts when nobody says. */
const usualRank = { fixed: 10, decrease: 10, increase: 1 };

export const lmafitSchema = z.strictObject({
  type: z.literal('lmafit'),
  rank: z
    .int()
    .min(1)
    .optional()
    .describe("at the start; left out: 1 with 'increase', else 10; the shorter side at most"),
  rankStrategy: z
    .enum(['fixed', 'decrease', 'increase'])
    .default('increase')
    .describe(
      "'decrease' cuts the rank once, where singular values drop most; 'increase' adds one whenever " +
        'the residual hardly falls',
    ),
  maxRank: z.int().min(1).default(50).describe("where 'increase' ends; the shorter side at most"),
});

export const lmafit: ClassicPart<typeof lmafitSchema> = {
  name: 'lmafit',
  title: 'LMaFit: factors by successive over-relaxation',
  paper: {
    title:
      'Solving a low-rank factorization model for matrix completion by a nonlinear successive over-relaxation algorithm',
    authors: 'Zaiwen Wen, Wotao Yin, Yin Zhang',
    venue: 'Mathematical Programming Computation 4',
    year: 2012,
    url: 'https://doi.org/10.1007/s12532-012-0044-1',
    equation:
      'algorithm 1: A ← orth(Z_ω·B), B ← Z_ωᵀ·A with Z_ω = A·Bᵀ − ω·P_Ω(A·Bᵀ − M), ω grows while that helps',
  },
  deviations: [
    'an observed 0 is a value like any other',
    'B starts as random orthonormal columns, not as those of the identity',
    "'decrease' looks at singular values, not at the diagonal of a pivoted QR decomposition, and cuts only where there is a gap and the residual stays",
    'ends when the estimate settles at the observed entries, not by the residual',
  ],
  sparse: 'factors',
  schema: lmafitSchema,
  scale: 'none',
  stopping: { steps: 1000, tolerance: 1e-5 },
  native: ({ rank, ...others }) => ({
    ...others,
    rank: rank ?? usualRank[others.rankStrategy],
  }),
};
