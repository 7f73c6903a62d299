import { z } from 'zod';
import type { ClassicPart } from './method.js';

export const svdSchema = z.strictObject({
  type: z.literal('svd'),
  rank: z
    .int()
    .min(1)
    .default(10)
    .describe('singular triplets that are kept; the shorter side at most'),
  start: z
    .enum(['rows', 'cols'])
    .default('rows')
    .describe('missing entries start at the mean of their row or column'),
});

export const svd: ClassicPart<typeof svdSchema> = {
  name: 'svd',
  title: 'Iterated singular value decompositions',
  paper: {
    title: 'Missing value estimation methods for DNA microarrays',
    authors: 'Olga Troyanskaya, Michael Cantor, Gavin Sherlock, Pat Brown, Trevor Hastie, et al.',
    venue: 'Bioinformatics 17(6)',
    year: 2001,
    url: 'https://doi.org/10.1093/bioinformatics/17.6.520',
    equation:
      'SVDimpute: x_ij of missing entries = those of the best approximation of the filled matrix of that rank, until they settle',
  },
  deviations: [
    'a missing entry is that of the truncated decomposition, not a regression of its row on the eigenvectors without it',
    'the rank is a number, not a share of the eigenvectors',
  ],
  sparse: 'none',
  schema: svdSchema,
  scale: 'none',
  stopping: { steps: 500, tolerance: 1e-4 },
};
