import type { Method } from './method.js';
import { usualOptimizers } from './optimizer.js';

/** Deep matrix factorisation with a network on a latent input, as the authors' program trains it. */
export const dmfFan: Method = {
  name: 'dmf-fan',
  title: 'Matrix completion by deep matrix factorisation (nonlinear latent variables)',
  paper: {
    title: 'Matrix completion by deep matrix factorization',
    authors: 'Jicong Fan, Jieyu Cheng',
    venue: 'Neural Networks 98',
    year: 2018,
    url: 'https://doi.org/10.1016/j.neunet.2017.10.007',
    equation:
      'min over Z, W, b of ‖mask∘(X − X*)‖²_F/(2·rows) + (Wp/2)·Σ‖Wi‖²_F + Zp/(2·rows)·‖Z‖²_F, ' +
      'X = g(Z) row by row, g a multilayer perceptron',
  },
  deviations: [
    'widths: r and the hidden widths are to be chosen for the data, increasing to the number of ' +
      'columns; here r = cols/10 and one hidden layer of cols/2, which for the 20 columns of the ' +
      'program’s example are its [2, 10, 20]. Set latent and widths of the representation',
    'start: as in the program, weights and biases from the uniform distribution on ' +
      '±4·√(6/(m + n)) for weights of m×n, and Z = 0',
    'scale: the program trains on the values as they are; here that is scale none, and the default ' +
      'maps them to [0, 1] as for every method, where the decays Wp = Zp = 0.01 weigh more and the ' +
      'network bends less: for data on a curved surface take none, with values of a size of 1 to 10 ' +
      '(relative error of the program’s example: 0.08 to 0.35 instead of 0.47 to 0.52)',
    'stopping: the program ends after 1000 steps, or with an objective below 1e-5, a slope below ' +
      '1e-8 everywhere, or an objective that falls by less than 1e-8; here after 1000 steps',
    'last step: the result is that of the last step, as in the program; one that rose is not taken ' +
      'back',
  ],
  defaults: {
    representation: {
      type: 'latent-network',
      activation: 'tanh-opt',
      outputActivation: 'linear',
      weightDecay: 0.01,
      latentDecay: 0.01,
      start: { type: 'glorot-uniform', scale: 4 },
      latentStart: { type: 'normal', mean: 0, standardDeviation: 0 },
      trainable: 'all',
    },
    fidelity: 'half-mean-rows',
    regularizers: [],
    optimizer: usualOptimizers.irprop,
    stopping: { steps: 1000, tolerance: 0, window: 100, minSteps: 1000 },
  },
  stopsBy: 'steps',
  validation: { steps: 1000, every: 10, patience: 200 },
};
