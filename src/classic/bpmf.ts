import { z } from 'zod';
import type { ClassicPart } from './method.js';
import { rankSetting } from './rank-setting.js';

/** Of the counts that the engine keeps in 32 bits. */
const mostCounted = 2 ** 32 - 1;

export const bpmfSchema = z.strictObject({
  type: z.literal('bpmf'),
  rank: rankSetting.default(20),
  precision: z
    .number()
    .positive()
    .default(2)
    .describe(
      'α of the noise, of standardised values: 1/variance of the noise, times that of the values',
    ),
  degrees: z
    .union([z.number().min(2), z.literal('none')])
    .default(50)
    .describe(
      'ν: the noise of row i and column j has precision α·a_i·b_j, a and b ~ Gamma(ν/2, ν/2); none: α everywhere',
    ),
  beta0: z
    .number()
    .positive()
    .default(2)
    .describe('β0: how many rows (or columns) the prior mean 0 of their factors counts as'),
  burnIn: z
    .int()
    .min(0)
    .max(mostCounted)
    .default(20)
    .describe('sweeps before the first one that is kept'),
  samples: z
    .int()
    .min(1)
    .max(mostCounted)
    .default(100)
    .describe('sweeps that are kept at most; beyond, every second one is dropped'),
});

/** Factors as random variables: predictions are means over samples, and come with deviations. */
export const bpmf: ClassicPart<typeof bpmfSchema> = {
  name: 'bpmf',
  title: 'Bayesian probabilistic matrix factorisation by Gibbs sampling',
  paper: {
    title: 'Bayesian Probabilistic Matrix Factorization using Markov Chain Monte Carlo',
    authors: 'Ruslan Salakhutdinov, Andriy Mnih',
    venue: 'ICML',
    year: 2008,
    url: 'https://doi.org/10.1145/1390156.1390267',
    equation:
      '(6)–(14): x_ij ~ N(u_i·v_j, 1/α), rows and columns ~ N(µ, Λ⁻¹), (µ, Λ) ~ normal-Wishart; x = mean over samples',
  },
  deviations: [
    'values are standardised first, so that α, W0 = 1 and µ0 = 0 mean the same in all units (the paper: α = 2 for ratings less their mean)',
    'the noise has a precision for each row and column beside α (the paper: degrees none)',
    'starts from random factors instead of a maximum a posteriori solution, and leaves the first sweeps out',
    'steps is the number of sweeps; no rule stops earlier',
  ],
  sparse: 'factors',
  schema: bpmfSchema,
  stopping: { steps: 120, tolerance: 0 },
  native: ({ degrees, ...others }) => ({ ...others, ...(degrees !== 'none' && { degrees }) }),
};
