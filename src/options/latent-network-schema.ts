import { z } from 'zod';
import type { MatrixInput } from '../matrix.js';
import { isObject } from './is-object.js';
import { normalStart, startSchema, uniformStart } from './start-schema.js';

/** The activations σ of layers. */
export const activationNames = ['linear', 'relu', 'sigmoid', 'tanh', 'tanh-opt'] as const;

const glorotStart = z
  .strictObject({
    type: z.literal('glorot-uniform'),
    scale: z.number().positive().default(1).describe('factor s of the range'),
  })
  .describe(
    'independent draws from the uniform distribution on ±s·√(6/(m + n)), m×n the shape of the ' +
      'layer’s weights; its biases alike',
  );

const width = z
  .int()
  .min(1)
  .max(2 ** 32 - 1);

const decay = z.number().min(0).default(0.01);

function matrices(description: string) {
  return z
    .array(z.custom<MatrixInput>(isObject).meta({ expected: 'a matrix' }))
    .min(1)
    .optional()
    .meta({ description, expected: 'an array of matrices, one for each layer' });
}

/** X = g(Z), a network applied to each row of a free input. */
export const latentNetwork = z
  .strictObject({
    type: z.literal('latent-network').describe('a network on the rows of a free input Z'),
    latent: width.optional().describe('columns r of Z; left out: cols/10, rounded, at least 1'),
    widths: z
      .array(width)
      .max(999)
      .optional()
      .describe('inner widths d1…d(L−1); [] is one layer; left out: one of cols/2, rounded'),
    activation: z
      .enum(activationNames)
      .default('tanh-opt')
      .describe('σ of every layer but the last one; tanh-opt is 1.7159·tanh(2a/3)'),
    outputActivation: z
      .enum(activationNames)
      .default('linear')
      .describe('σ of the last layer: it bounds the values X can take'),
    weightDecay: decay.describe('factor of the loss term ½·Σ‖Wi‖², biases not among them'),
    latentDecay: decay.describe('factor of the loss term ‖Z‖²/(2·rows)'),
    start: z
      .discriminatedUnion('type', [glorotStart, normalStart, uniformStart])
      .default({ type: 'glorot-uniform', scale: 4 })
      .describe('where weights and biases start'),
    latentStart: startSchema
      .default({ type: 'normal', mean: 0, standardDeviation: 0 })
      .describe('where Z starts: 0 unless given'),
    weights: matrices('the weights to start from, W1…WL, instead of `start`; beside biases'),
    biases: matrices('the biases to start from, b1…bL (1 × di each); beside weights'),
    trainable: z
      .enum(['all', 'latent'])
      .default('all')
      .describe('what is learned: Z and the network, or Z alone with the given weights and biases'),
  })
  .refine(({ weights, biases }) => (weights === undefined) === (biases === undefined), {
    abort: true,
  })
  .refine(({ weights, trainable }) => trainable === 'all' || weights !== undefined, { abort: true })
  .meta({
    description:
      'how the matrix is produced: X = σL(…σ1(Z·W1 + 1·b1)…·WL + 1·bL), Z (rows × r) a free input, ' +
      'Wi of shape d(i−1) × di with d0 = r and dL = cols',
    expected:
      'an object with weights and biases or neither, and with trainable latent only beside them',
  });
