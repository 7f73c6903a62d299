import { airnetOptimizer, usualValidation } from './airnet.js';
import type { Method } from './method.js';

/** Deep matrix factorisation with total variation, all layers linear: a plain chain. */
export const rdmf: Method = {
  name: 'rdmf',
  title: 'Regularized deep matrix factorisation (total variation)',
  paper: {
    title: 'A Regularized Deep Matrix Factorized Model of Matrix Completion for Image Restoration',
    authors: 'Zhemin Li, Zhi-Qin John Xu, Tao Luo, Hongxia Wang',
    venue: 'arXiv 2007.14581',
    year: 2020,
    url: 'https://arxiv.org/abs/2007.14581',
    equation: 'min over W of ‖mask∘(X − X*)‖²_F + λ·TV(X), X = WL·…·W2·W1',
  },
  deviations: [
    'start: the paper prints N(0, 1e-3) without saying which of its moments that is; taken as the ' +
      'variance, around a mean of 1e-3. As the standard deviation it ends far behind (nmae of ' +
      'barbara, 30 % missing: 0.051 instead of 0.038)',
    'total variation: ε = 1e-3 under the root, where the paper has none and no gradient at 0; what ' +
      'the authors’ later program calls total variation is the norm of the 5-point Laplacian, here ' +
      'laplacian-stencil',
    'weight: the printed 1/240 is 1/rows of the printed pictures; whether it should follow the size ' +
      'is not said, so the number is kept. It weighs against a sum of squares of values as training ' +
      'sees them, in [0, 1]: both terms grow with the number of pixels, and [0, 255] would need 255 ' +
      'times as much',
    'stopping: the paper prints 10,000 steps or a change of the loss below 1e-3; here 8,000 steps',
  ],
  defaults: {
    representation: {
      type: 'factor-chain',
      depth: 3,
      start: { type: 'normal', mean: 1e-3, standardDeviation: Math.sqrt(1e-3) },
    },
    fidelity: 'sse',
    regularizers: [{ type: 'tv-l2', weight: 1 / 240, epsilon: 1e-3 }],
    optimizer: airnetOptimizer,
    stopping: { steps: 8000, tolerance: 0, window: 100, minSteps: 1000 },
  },
  stopsBy: 'validation',
  validation: usualValidation,
};
