import { z } from 'zod';
import type { ClassicPart } from './method.js';

export const knnSchema = z.strictObject({
  type: z.literal('knn'),
  k: z
    .int()
    .min(1)
    .max(2 ** 32 - 1)
    .default(5)
    .describe('how many neighbours an estimate is averaged over, where there are so many'),
  over: z
    .enum(['rows', 'cols'])
    .default('rows')
    .describe('whether rows or columns are compared with one another'),
  weights: z
    .enum(['uniform', 'distance'])
    .default('uniform')
    .describe(
      'neighbours count alike, or as 1/distance, those at distance 0 alone; without baselines only',
    ),
  baselines: z
    .boolean()
    .default(false)
    .describe(
      'for ratings: neighbours are those with similar deviations from a damped effect of row and column, ' +
        'and lend their deviations',
    ),
  shrinkage: z
    .number()
    .min(0)
    .default(25)
    .describe('with baselines: a similarity over n common entries counts n/(n + shrinkage)'),
  damping: z
    .number()
    .min(0)
    .default(5)
    .describe('with baselines: rowDamping and colDamping of method bias'),
});

/** The average of those lines that are most alike. */
export const knn: ClassicPart<typeof knnSchema> = {
  name: 'knn',
  title: 'Nearest neighbours',
  paper: {
    title: 'Missing value estimation methods for DNA microarrays',
    authors:
      'Olga Troyanskaya, Michael Cantor, Gavin Sherlock, Pat Brown, Trevor Hastie, Robert Tibshirani, David Botstein, Russ B. Altman',
    venue: 'Bioinformatics 17(6)',
    year: 2001,
    url: 'https://doi.org/10.1093/bioinformatics/17.6.520',
    equation:
      'KNNimpute: x_ij = the weighted mean of x_bj over the k rows b nearest to row i that observe column j',
  },
  deviations: [
    'd(a, b)² = n/|V|·Σ_V (a_p − b_p)² over the positions V observed in both of two lines of n entries, ' +
      'and neighbours chosen for each missing entry, as scikit-learn has them; ties go to the lower index',
    'an entry without neighbours is the mean of its column, else of its row, else of all (over columns: row first)',
    'with baselines: x_ij = b_ij + Σ s·e/(Σ s + 0.1) of Koren (ACM TKDD 4(1), 2010), e = x − b, s > 0 the ' +
      'adjusted cosine Σ_V e·e/(‖e_a‖·‖e_b‖) of Sarwar et al. (WWW 2001) times |V|/(|V| + shrinkage)',
    'the loss is over observed entries, each predicted without itself',
  ],
  sparse: 'places',
  schema: knnSchema,
  stopping: { steps: 1, tolerance: 0 },
  native: ({ type, k, over, weights, baselines, shrinkage, damping }) => ({
    type,
    k,
    over,
    form: baselines ? 'deviations' : weights,
    shrinkage,
    damping,
  }),
};
