import { z } from 'zod';
import type { ClassicPart } from './method.js';
import { gammaOf, penaltyShape } from './penalties.js';
import { requireFall, weightPathShape } from './weight-path.js';

export const irnnSchema = z.strictObject({
  type: z.literal('irnn'),
  ...penaltyShape,
  ...weightPathShape,
});

/** A step is one λ: with `validation` the one that predicts held entries best is taken. */
export const irnn: ClassicPart<typeof irnnSchema> = {
  name: 'irnn',
  title: 'IRNN: iteratively reweighted nuclear norm',
  paper: {
    title: 'Nonconvex Nonsmooth Low Rank Minimization via Iteratively Reweighted Nuclear Norm',
    authors: 'Canyi Lu, Jinhui Tang, Shuicheng Yan, Zhouchen Lin',
    venue: 'IEEE Transactions on Image Processing 25',
    year: 2016,
    url: 'https://arxiv.org/abs/1510.06895',
    equation:
      "algorithm 1: min over X of Σ g_λ(σ_i) + ½‖P_Ω(X − M)‖², σ_i ← (s_i − g'_λ(s_i))₊ with s_i of X − P_Ω(X − M)",
  },
  deviations: [
    "weights g'_λ are taken at the singular values of the gradient step, as in the published program, not at those of X, where a value of 0 never grows again if the slope is infinite",
    'μ = 1, where the paper wants more than 1: the gradient step has the observed values at their places',
    'λ, singular values and γ are relative to the largest singular value of the observed entries, so that they mean the same in any unit',
    'a λ is done when X hardly changes at observed entries',
  ],
  sparse: 'factors',
  schema: irnnSchema,
  scale: 'none',
  stopping: { steps: 500, tolerance: 1e-5 },
  native: (settings) => {
    requireFall(settings);
    return { ...settings, gamma: gammaOf(settings) };
  },
};
