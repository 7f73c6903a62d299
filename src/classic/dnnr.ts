import { z } from 'zod';
import type { ClassicPart } from './method.js';
import { gammaOf, penaltyShape } from './penalties.js';
import { requireFall, weightPathShape } from './weight-path.js';

export const dnnrSchema = z.strictObject({
  type: z.literal('dnnr'),
  ...penaltyShape,
  exponent: z
    .enum(['1/2', '2/3'])
    .default('2/3')
    .describe('p: the penalty is ρ_λ(σ^p), ρ the one that penalty names'),
  ...weightPathShape,
});

/** Irnn with a root of the singular values within the penalty. */
export const dnnr: ClassicPart<typeof dnnrSchema> = {
  name: 'dnnr',
  title: 'DNNR: a penalty of a root of the singular values',
  paper: {
    title: 'Efficient Recovery of Low-Rank Matrix via Double Nonconvex Nonsmooth Rank Minimization',
    authors: 'Hengmin Zhang, Chen Gong, Jianjun Qian, Bob Zhang, Chunyan Xu, Jian Yang',
    venue: 'IEEE Transactions on Neural Networks and Learning Systems 30',
    year: 2019,
    url: 'https://doi.org/10.1109/TNNLS.2019.2900572',
    equation:
      "in our reading: min over X of Σ ρ_λ(σ_i^p) + ½‖P_Ω(X − M)‖², σ_i ← argmin over x of ½(x − s_i)² + ρ'_λ(s_i^p)·x^p with s_i of X − P_Ω(X − M)",
  },
  deviations: [
    'only the abstract is public, and no program: this is our reading of it, not a reproduction',
    'λ, singular values and γ are relative to the largest singular value of the observed entries, so that they mean the same in any unit',
  ],
  sparse: 'factors',
  schema: dnnrSchema,
  scale: 'none',
  stopping: { steps: 500, tolerance: 1e-5 },
  native: (settings) => {
    requireFall(settings);
    return { ...settings, gamma: gammaOf(settings) };
  },
};
