import { z } from 'zod';
import type { ClassicPart } from './method.js';
import { gammaOf, penaltyShape } from './penalties.js';
import { requireFall, weightPathShape } from './weight-path.js';

export const gpgSchema = z.strictObject({
  type: z.literal('gpg'),
  ...penaltyShape,
  ...weightPathShape,
});

/** Irnn with the proximal map of the penalty where irnn takes off its slope. */
export const gpg: ClassicPart<typeof gpgSchema> = {
  name: 'gpg',
  title: 'GPG: generalised singular value thresholding',
  paper: {
    title: 'Generalized Singular Value Thresholding',
    authors: 'Canyi Lu, Changbo Zhu, Chunyan Xu, Shuicheng Yan, Zhouchen Lin',
    venue: 'Proceedings of the AAAI Conference on Artificial Intelligence 29',
    year: 2015,
    url: 'https://arxiv.org/abs/1412.2231',
    equation:
      'min over X of Σ g_λ(σ_i) + ½‖P_Ω(X − M)‖², σ_i ← argmin over x of ½(x − s_i)² + g_λ(x) with s_i of X − P_Ω(X − M); algorithm 1 for the minimum',
  },
  deviations: [
    'scad, mcp and capped-l1 have their minima in closed form: the slopes of scad and capped-l1 are not convex, as the iteration wants',
    'μ = 1, where the paper wants more than 1: the gradient step has the observed values at their places',
    'λ, singular values and γ are relative to the largest singular value of the observed entries, so that they mean the same in any unit',
    'a λ is done when X hardly changes at observed entries',
  ],
  sparse: 'factors',
  schema: gpgSchema,
  scale: 'none',
  stopping: { steps: 500, tolerance: 1e-5 },
  native: (settings) => {
    requireFall(settings);
    return { ...settings, gamma: gammaOf(settings) };
  },
};
