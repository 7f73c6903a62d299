import { z } from 'zod';
import type { MatrixInput } from '../matrix.js';
import { isObject } from './is-object.js';

export const normalStart = z
  .strictObject({
    type: z.literal('normal'),
    mean: z.number().describe('mean of the draws'),
    standardDeviation: z.number().min(0).describe('standard deviation of the draws'),
  })
  .describe('independent draws from N(mean, standardDeviation²)');

export const uniformStart = z
  .strictObject({
    type: z.literal('uniform'),
    low: z.number().describe('lower end, included'),
    high: z.number().describe('upper end, not included'),
  })
  .refine((start) => start.low < start.high, { abort: true })
  .meta({
    description: 'independent draws from the uniform distribution on [low, high)',
    expected: 'a uniform start with low < high',
  });

export const givenStart = z
  .strictObject({
    type: z.literal('given'),
    values: z
      .array(z.custom<MatrixInput>(isObject).meta({ expected: 'a matrix' }))
      .min(1)
      .meta({ expected: 'an array of matrices, one for each parameter' }),
  })
  .describe('these values, one matrix for each parameter of the part');

const productScale = z.number().positive();

const scaledNormalStart = z
  .strictObject({
    type: z.literal('scaled-normal'),
    scale: productScale.describe('‖X‖_F/√rows of the product, in expectation of its square'),
  })
  .describe('independent draws from N(0, scale^(2/L)/c) for each of the L factors, c its columns');

const orthogonalStart = z
  .strictObject({
    type: z.literal('orthogonal'),
    scale: productScale.describe('every singular value of the product that is not 0'),
  })
  .describe(
    'each of the L factors is scale^(1/L) times a random r×r orthogonal matrix, at the ends one ' +
      'with r orthonormal columns or rows, in the leading corner and 0 elsewhere; r is the least ' +
      'of rows, cols and widths; so FᵀF of a factor is FFᵀ of the next (balanced)',
  );

const identityStart = z
  .strictObject({
    type: z.literal('identity'),
    scale: productScale.describe('entries on the main diagonal of the product'),
  })
  .describe('each of the L factors has scale^(1/L) on its main diagonal, 0 elsewhere');

/** Which values the parameters of a part start from, in the scale that training sees. */
export const startSchema = z.discriminatedUnion('type', [normalStart, uniformStart, givenStart]);

/** The same for parameters that are multiplied with each other. */
export const factorStartSchema = z.discriminatedUnion('type', [
  normalStart,
  uniformStart,
  scaledNormalStart,
  orthogonalStart,
  identityStart,
  givenStart,
]);
