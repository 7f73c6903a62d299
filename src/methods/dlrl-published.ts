import { dlrlPaper } from './dlrl.js';
import type { BlockStarts, Method } from './method.js';

/** What the program draws inputs and weights from. */
const drawn: BlockStarts = {
  ends: { type: 'uniform', low: 0, high: 1 },
  middle: { type: 'identity', scale: 1 },
};

/** DLRL as its authors' program really runs: this is what reproduces the printed figure. */
export const dlrlAsPublished: Method = {
  name: 'dlrl-published',
  title: 'Differentiable low-rank learning as in the authors’ program',
  paper: dlrlPaper,
  deviations: [
    'power: the paper takes a matrix power of YᵀY, the program each entry’s, after 0.002 times the ' +
      'largest diagonal entry was added to all of them, and a pseudo-inverse for G⁻¹',
    'step: the paper goes from X along −∇f, the program along +∇f, so that no entry of YᵀY is negative',
    'inputs: the paper can be read as X ← X̂ from one epoch to the next, the program never changes X, so ' +
      'that Y hangs on η alone: in effect a product of non-negative matrices with a fixed ' +
      'preconditioner and weight decay',
    'optimizer: the paper says gradient descent by back-propagation; the program takes Adam with β2 = ' +
      '0.92 and a weight decay of 0.15 that reaches η too, and a learning rate that falls on a plateau',
    'η: the program clamps it to [0, 1] and divides by it; here to [0.001, 1]',
    'sides: the program takes the rows of a block for the shorter side where rows < 2·columns',
    'metric: the program prints the mean squared error of MovieLens-100K as RMSE, without a root; so ' +
      'does the table of the paper (0.8892 is an RMSE of 0.943)',
    'scale: the program trains on ratings from 1 to 5 as they are: give scale none for the same; the ' +
      'default maps values to [0, 1] as for every method',
    'stopping: test errors still move by 0.01 or more at the 300th step',
  ],
  defaults: {
    representation: {
      type: 'schatten-blocks',
      widths: [20, 20, 20, 20],
      exponent: 1,
      power: 'element-wise',
      ridge: 0,
      eta: 0.1,
      inputs: drawn,
      weights: drawn,
      refresh: 0,
      centring: 'none',
    },
    fidelity: 'half-sse',
    regularizers: [],
    optimizer: {
      type: 'adam',
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.92,
      epsilon: 1e-8,
      weightDecay: 0.15,
    },
    schedule: { type: 'plateau', factor: 0.1, patience: 10, threshold: 1e-4, stopBelow: 1e-3 },
    stopping: { steps: 300, tolerance: 0, window: 100, minSteps: 0 },
  },
  stopsBy: 'steps',
  validation: { steps: 300, every: 10, patience: 100 },
};
