import { z } from 'zod';
import type { ClassicPart } from './method.js';
import { requireFall, weightPathShape } from './weight-path.js';

export const isvtaSchema = z.strictObject({
  type: z.literal('isvta'),
  p: z.number().gt(0).max(1).default(0.5).describe('exponent of σ + ε'),
  epsilon: z
    .number()
    .gt(0)
    .default(1e-3)
    .describe('ε, relative to the largest singular value of the observed entries'),
  iteration: z
    .enum(['plain', 'accelerated'])
    .default('accelerated')
    .describe("'accelerated' starts each iteration ahead of X, by Nesterov's momentum"),
  ...weightPathShape,
});

/** Weighted singular value thresholding for a smoothed Schatten norm. */
export const isvta: ClassicPart<typeof isvtaSchema> = {
  name: 'isvta',
  title: 'ISVTA: a modified Schatten-p norm by singular value thresholding',
  paper: {
    title:
      'Low-Rank Matrix Recovery via Modified Schatten-p Norm Minimization With Convergence Guarantees',
    authors: 'Hengmin Zhang, Jianjun Qian, Bob Zhang, Jian Yang, Chen Gong, Yang Wei',
    venue: 'IEEE Transactions on Image Processing 29',
    year: 2020,
    url: 'https://doi.org/10.1109/TIP.2019.2957925',
    equation:
      'in our reading: min over X of λ·Σ (σ_i + ε)^p + ½‖P_Ω(X − M)‖², σ_i ← (s_i − λp(s_i + ε)^(p−1))₊ with s_i of X − P_Ω(X − M)',
  },
  deviations: [
    'only the abstract is public, and no program: this is our reading of it, not a reproduction',
    'the momentum of accelerated iterations begins again with each λ and where the objective rose',
    'λ, ε and singular values are relative to the largest singular value of the observed entries, so that they mean the same in any unit',
  ],
  sparse: 'factors',
  schema: isvtaSchema,
  scale: 'none',
  stopping: { steps: 500, tolerance: 1e-5 },
  native: (settings) => {
    requireFall(settings);
    return settings;
  },
};
