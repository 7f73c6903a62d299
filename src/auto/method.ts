import type { Paper } from '../methods/method.js';
import { type Effort, usualEffort } from './effort.js';

/** The method that chooses among all others. */
export interface AutoMethod {
  readonly name: 'auto';
  readonly title: string;
  readonly paper: Paper;
  /** What it does beside the paper. */
  readonly deviations: readonly string[];
  readonly defaults: { readonly effort: Effort };
}

const description: AutoMethod = {
  name: 'auto',
  title: 'The blend of methods that predicts held entries best',
  paper: {
    title: 'Ensemble Selection from Libraries of Models',
    authors: 'Rich Caruana, Alexandru Niculescu-Mizil, Geoff Crew, Alex Ksikes',
    venue: 'Proceedings of the 21st International Conference on Machine Learning',
    year: 2004,
    url: 'https://doi.org/10.1145/1015330.1015432',
    equation:
      'Section 2: models are added, with replacement, as long as the mean of all predicts better',
  },
  deviations: [
    'which models are tried hangs on the matrix and on the effort',
    'entries of a matrix are held in holes shaped like the missing pieces, listed ones at random',
    'of a matrix the score is the mean absolute error and twice its standard error, of listed entries the root ' +
      'mean square, where the best model stays alone unless the blend is better by two standard errors',
    'models with a weight are run once more on all observed entries',
  ],
  defaults: { effort: usualEffort },
};

/** What `auto` is, and its paper. */
export function autoMethod(): AutoMethod {
  return structuredClone(description);
}
