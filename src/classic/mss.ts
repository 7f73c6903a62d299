import { z } from 'zod';
import type { ClassicPart } from './method.js';

export const mssSchema = z.strictObject({
  type: z.literal('mss'),
  exponents: z
    .array(z.number().gt(0).max(2))
    .min(2)
    .max(16)
    .default([1, 1, 1, 1])
    .describe('p_i of each factor: their product has the Schatten-p norm with 1/p = Σ 1/p_i'),
  rank: z.int().min(1).default(10).describe('inner width of the factors; the shorter side at most'),
  lambda: z
    .number()
    .min(0)
    .default(200)
    .describe(
      'weight of the norms, in units of the values: of ratings 1 to 5, unless `scale` says otherwise',
    ),
  eta: z
    .number()
    .gt(0)
    .max(1)
    .default(0.1)
    .describe('share of the Lipschitz bound that a step takes at first; it grows where that fails'),
});

export const mss: ClassicPart<typeof mssSchema> = {
  name: 'mss',
  title: 'Multi-Schatten-p norm surrogate',
  paper: {
    title: 'A Unified Convex Surrogate for the Schatten-p Norm',
    authors: 'Chen Xu, Zhouchen Lin, Hongbin Zha',
    venue: 'Proceedings of the AAAI Conference on Artificial Intelligence 31',
    year: 2017,
    url: 'https://arxiv.org/abs/1611.08372',
    equation:
      'min over X_i of ½‖P_Ω(Π X_i − M)‖² + λ·Σ_i ‖X_i‖^p_i/p_i (Schatten), a proximal step on one factor at a time',
  },
  deviations: [
    'an observed 0 is a value like any other',
    'a step updates every factor once, in order; the published program picks one at random',
    'starting factors are scaled so that their product has the size of the observed entries',
    'where the objective rises, η may grow up to 1, at which it cannot',
  ],
  sparse: 'factors',
  schema: mssSchema,
  scale: 'none',
  stopping: { steps: 300, tolerance: 1e-4 },
};
