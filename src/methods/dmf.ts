import { airnet, usualValidation } from './airnet.js';
import type { Method, Paper } from './method.js';

export const dmfPaper: Paper = {
  title: 'Implicit Regularization in Deep Matrix Factorization',
  authors: 'Sanjeev Arora, Nadav Cohen, Wei Hu, Yuping Luo',
  venue: 'Advances in Neural Information Processing Systems 32',
  year: 2019,
  url: 'https://arxiv.org/abs/1905.13655',
  equation: 'min over W of the squared error of X = WL·…·W2·W1 on the observed entries',
};

/** Deep matrix factorisation without any regularizer: the baseline of AIR-Net. */
export const dmf: Method = {
  name: 'dmf',
  title: 'Deep matrix factorisation',
  paper: dmfPaper,
  deviations: [
    'settings are those of the AIR-Net program, so that the two differ in the regularizers alone: ' +
      'mean over all entries, Adam and a start of N(mean 1e-3, standard deviation 1e-3) where the ' +
      'paper studies gradient descent from a balanced start near zero (dmf-arora is closer to it)',
  ],
  defaults: { ...airnet.defaults, regularizers: [] },
  stopsBy: 'validation',
  validation: usualValidation,
};
