import type { Method, Paper, StoppingRule, ValidationRule } from './method.js';
import { usualOptimizers } from './optimizer.js';

export const airnetPaper: Paper = {
  title: 'Adaptive and Implicit Regularization for Matrix Completion',
  authors: 'Zhemin Li, Tao Sun, Hongxia Wang, Bao Wang',
  venue: 'SIAM Journal on Imaging Sciences 15(4)',
  year: 2022,
  url: 'https://doi.org/10.1137/22M1489228',
  equation:
    '(3): min over W, V of fidelity(mask∘X, mask∘X*) + λ·tr(Xᵀ L(Vr) X) + μ·tr(X L(Vc) Xᵀ), ' +
    'X = W1·W2·…·WL; L by (2) and (4)',
};

/** Adam as both the paper and the authors' program use it. */
export const airnetOptimizer = usualOptimizers.adam;

export const tenThousandSteps: StoppingRule = {
  steps: 10_000,
  tolerance: 0,
  window: 100,
  minSteps: 1000,
};

/**
 * Held entries are looked at every 100 steps of Adam; an error that has not fallen for 2000 of them does
 * not fall any more.
 */
export const usualValidation: ValidationRule = { steps: 20_000, every: 100, patience: 2000 };

/** AIR-Net as the authors' program computes it: this is what reproduces the paper's table. */
export const airnet: Method = {
  name: 'airnet',
  title: 'AIR-Net as in the authors’ program',
  paper: airnetPaper,
  deviations: [
    'fidelity: the paper prints a sum of absolute values, the program takes the mean of squares',
    'Laplacian: the paper prints one softmax over the whole parameter, the program takes a softmin ' +
      'over each row, then symmetrises',
    'weights: the paper prints (max − min)/(rows·cols), the program takes 1e-4 on both sides',
    'start: the paper prints N(0, variance 1e-5) for everything, the program takes N(mean 1e-3, ' +
      'standard deviation 1e-3) for the factors and U(±1/√k) for the Laplacians',
    'stopping: the paper prints a change below rows·cols/1000, which is more than the loss itself ' +
      'and so decides nothing; the program takes a fixed number of steps',
  ],
  defaults: {
    representation: {
      type: 'factor-chain',
      depth: 3,
      start: { type: 'normal', mean: 1e-3, standardDeviation: 1e-3 },
    },
    fidelity: 'mse',
    regularizers: [
      { type: 'adaptive-laplacian', over: 'rows', form: 'row-softmin', weight: 1e-4 },
      { type: 'adaptive-laplacian', over: 'cols', form: 'row-softmin', weight: 1e-4 },
    ],
    optimizer: airnetOptimizer,
    stopping: tenThousandSteps,
  },
  stopsBy: 'validation',
  validation: usualValidation,
};
