import type { Start } from '../options/schema.js';
import { airnetOptimizer, airnetPaper, tenThousandSteps, usualValidation } from './airnet.js';
import type { Method } from './method.js';

const printedStart: Start = { type: 'normal', mean: 0, standardDeviation: Math.sqrt(1e-5) };

/** AIR-Net with the constants that the paper prints. */
export const airnetAsPrinted: Method = {
  name: 'airnet-paper',
  title: 'AIR-Net as printed',
  paper: airnetPaper,
  deviations: [
    'stopping: 10,000 steps; the printed rule, a change below rows·cols/1000, is left out: ' +
      'that is more than the loss itself and so decides nothing. With a bound of your own it is the ' +
      'option stopping.regularizerChange',
  ],
  defaults: {
    representation: { type: 'factor-chain', depth: 3, start: printedStart },
    fidelity: 'l1',
    regularizers: [
      {
        type: 'adaptive-laplacian',
        over: 'rows',
        form: 'global-softmax',
        weight: 'range-per-entry',
        start: printedStart,
      },
      {
        type: 'adaptive-laplacian',
        over: 'cols',
        form: 'global-softmax',
        weight: 'range-per-entry',
        start: printedStart,
      },
    ],
    optimizer: airnetOptimizer,
    stopping: tenThousandSteps,
  },
  stopsBy: 'steps',
  validation: usualValidation,
};
