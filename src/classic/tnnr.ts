import { z } from 'zod';
import type { ClassicPart } from './method.js';

export const tnnrSchema = z.strictObject({
  type: z.literal('tnnr'),
  solver: z
    .enum(['admm', 'apgl'])
    .default('admm')
    .describe(
      "'admm' keeps observed entries as they are, 'apgl' fits them, for noisy ones; threshold is a weight then",
    ),
  rank: z
    .int()
    .min(1)
    .default(5)
    .describe('r, how many of the largest singular values go free; the shorter side at most'),
  threshold: z
    .number()
    .gt(0)
    .default(0.01)
    .describe(
      'what an inner iteration takes off singular values, relative to the largest one of the observed ' +
        "entries (others 0): 1/ρ of 'admm', which changes speed, 1/λ of 'apgl', which changes the result",
    ),
  tolerance: z
    .number()
    .min(0)
    .default(1e-4)
    .describe('an inner problem is solved when an iteration changes X by no more than this'),
  iterations: z.int().min(1).default(200).describe('of an inner problem, at most'),
});

/** `validation` with `tune` of the rank takes the one that predicts held entries best. */
export const tnnr: ClassicPart<typeof tnnrSchema> = {
  name: 'tnnr',
  title: 'Truncated nuclear norm',
  paper: {
    title: 'Fast and Accurate Matrix Completion via Truncated Nuclear Norm Regularization',
    authors: 'Yao Hu, Debing Zhang, Jieping Ye, Xuelong Li, Xiaofei He',
    venue: 'IEEE Transactions on Pattern Analysis and Machine Intelligence 35(9)',
    year: 2013,
    url: 'https://doi.org/10.1109/TPAMI.2012.271',
    equation:
      'algorithms 1 to 3: min of ‖X‖_* − tr(A·X·Bᵀ), A and B the r first singular vectors of the X before; admm: P_Ω(X) = P_Ω(M); ' +
      'apgl: + λ/2·‖P_Ω(X − M)‖²',
  },
  deviations: [
    'a step is an outer iteration; its inner problem goes on from the X and the dual before',
    'apgl: steps have the size 1/λ, one over the Lipschitz constant; the published program takes its growing momentum for the step too, and diverges',
    'apgl: momentum begins again where the objective rose',
    'thresholds are relative to the largest singular value, so that they mean the same in any unit',
    'the rank is given, or chosen by held entries with tune; the published program takes that with the least error against the truth',
    'where X has fewer than r singular values that are not 0, as many vectors are taken',
  ],
  sparse: 'factors',
  schema: tnnrSchema,
  scale: 'none',
  stopping: { steps: 100, tolerance: 3e-4 },
};
