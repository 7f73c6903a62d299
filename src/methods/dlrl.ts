import type { Method, Paper } from './method.js';
import { usualBlocks } from './schatten-blocks.js';

export const dlrlPaper: Paper = {
  title: 'Efficient and Differentiable Low-Rank Matrix Completion With Back Propagation',
  authors: 'Zhaoliang Chen, Jie Yao, Guobao Xiao, Shiping Wang',
  venue: 'IEEE Transactions on Multimedia 25, 228–242',
  year: 2023,
  url: 'https://doi.org/10.1109/TMM.2021.3124087',
  equation:
    'min over W, η of ½·‖mask∘(X̂1·…·X̂I − X*)‖²_F, X̂i = ReLU(½·Wi·Gi⁻¹), ' +
    'Gi = ½·(YiᵀYi)^((pi − 2)/2), Yi = Xi − ∇f(Xi)/(η·Li)',
};

/** DLRL with the paper’s equations and a start, a scale and a decay that let it train. */
export const dlrl: Method = {
  name: 'dlrl',
  title: 'Differentiable low-rank learning with the paper’s matrix power',
  paper: dlrlPaper,
  deviations: [
    'power: with the printed G the weights of the outer blocks are a hundred times smaller than ' +
      'their outputs, and the first steps of Adam turn off every unit for good. Here YᵀY is divided ' +
      'by the mean of its diagonal (which the weights make up for), and a ridge of 1 is added',
    'exponent: 1.5 for every block. With the paper’s 1 the product stays at rank one for hundreds of ' +
      'steps, and in some runs for good',
    'start: weights are matched to the inputs, Wi = Xi·Ki⁻¹, so that X starts as the product of the ' +
      'inputs, near the level of the data; the paper does not say where they start',
    'centring: means of rows and columns, damped by 10 entries, are taken off first, because ' +
      'blocks that are not negative cannot; what is left is lifted to a level of 0.5, to be above 0',
    'decay: 10, on all weights and η; the paper has none, and without it the blocks over-fit. On the ' +
      'weights it is a reweighted Frobenius norm, Σ‖X̂i·Ki⁻¹‖², which spares the strong directions',
    'inputs: constant, as in the program. Taking outputs for inputs (refresh) throws Adam off, whose ' +
      'moments belong to the old K: MovieLens-100K came out no better or worse for 25, 50 and 100 steps',
    'optimizer: Adam with β2 = 0.999, a rate that is halved when the loss has not fallen for 50 ' +
      'steps, and 600 steps at most; β2 below 0.99 keeps it at rank one',
    'bounds: the product is drawn towards 0 where little is known, and so below the data’s range: give ' +
      'bounds where there are some, such as [1, 5] for ratings',
    'settings: chosen on MovieLens-100K by an eighth of the training entries of one split, held out ' +
      'three times, and without its test entries',
  ],
  defaults: {
    representation: usualBlocks,
    fidelity: 'half-sse',
    regularizers: [],
    optimizer: {
      type: 'adam',
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: 10,
    },
    schedule: { type: 'plateau', factor: 0.5, patience: 50, threshold: 0, stopBelow: 0.01 },
    stopping: { steps: 600, tolerance: 0, window: 100, minSteps: 0 },
  },
};
