import { dmfPaper } from './dmf.js';
import type { Method } from './method.js';
import { usualOptimizers } from './optimizer.js';

/** Deep matrix factorisation as the authors' program for matrix completion trains it. */
export const dmfArora: Method = {
  name: 'dmf-arora',
  title: 'Deep matrix factorisation as in the authors’ program',
  paper: dmfPaper,
  deviations: [
    'start: the program draws from N(0, σ^(2/L)/n) for n×n matrices; here the columns of each ' +
      'factor take the place of n, so that ‖X‖_F is near σ·√rows for every shape. The theory ' +
      'asks for a balanced start: orthogonal, or identity for square matrices',
    'optimizer: the theory is of gradient descent; the experiments and the program take ' +
      'GroupRMSprop, which only changes how far a step goes. The learning rate is that of the ' +
      'program’s configuration, ε that of its call',
    'widths: the program takes the number of columns for all inner widths, here it is the shorter side; ' +
      'its matrices are square',
    'scale: the program trains on the values as they are; here that is scale none, and the default ' +
      'maps them to [0, 1] as for every method',
    'stopping: the program ends at a mean square of 1e-6 or after 1,000,000 steps; here after ' +
      '50,000. A step is about learningRate long, so that fewer do not arrive (nmae of barbara, 30 % ' +
      'missing: 0.153 after 10,000, 0.063 after 50,000), and more over-fit (0.071 after 100,000). ' +
      'There is no tolerance, because the loss rests between one singular value and the next',
  ],
  defaults: {
    representation: {
      type: 'factor-chain',
      depth: 3,
      start: { type: 'scaled-normal', scale: 1e-3 },
    },
    fidelity: 'mse-observed',
    regularizers: [],
    optimizer: usualOptimizers['group-rmsprop'],
    stopping: { steps: 50_000, tolerance: 0, window: 100, minSteps: 1000 },
  },
  stopsBy: 'validation',
  validation: { steps: 100_000, every: 500, patience: 10_000 },
};
