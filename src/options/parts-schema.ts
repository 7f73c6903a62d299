import { z } from 'zod';
import type { MatrixInput } from '../matrix.js';
import {
  fidelityBalanceSchema,
  freezeAtSchema,
  rankPlateauSchema,
  regularizerChangeSchema,
  seedAgreementSchema,
  weightSchema as weight,
} from './course-schema.js';
import { graphOf } from './graph-schema.js';
import { isObject } from './is-object.js';
import { activationNames, latentNetwork } from './latent-network-schema.js';
import { axisSchema, overSchema } from './over-schema.js';
import { schattenBlocks } from './schatten-schema.js';
import { spectralChain } from './spectral-schema.js';
import {
  factorStartSchema,
  givenStart,
  normalStart,
  startSchema,
  uniformStart,
} from './start-schema.js';

/**
 * The composable parts of a method. Everything here is plain data; a method of `src/methods` is one
 * value of these schemas, and an option replaces what the method says.
 *
 * Ranges live in the checks, words in `describe`. `expected` in `meta` is what an error says was
 * expected where the checks alone do not say it.
 */

const maxWidth = 2 ** 32 - 1;

const chainShape = {
  type: z.literal('factor-chain').default('factor-chain').describe('a product of factors'),
  depth: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('number of factors L; every inner width is then min(rows, cols)'),
  widths: z
    .array(z.int().min(1).max(maxWidth))
    .max(999)
    .optional()
    .describe('inner widths d1…d(L−1), instead of depth; [] is one free matrix'),
  start: factorStartSchema
    .optional()
    .describe('where the factors start; left out: as the method says'),
};

function chainOf(shape: typeof chainShape) {
  return z
    .strictObject(shape)
    .refine((chain) => chain.depth === undefined || chain.widths === undefined, { abort: true })
    .meta({
      description: 'how the matrix is produced: X = F1·F2·…·FL, factor i of shape d(i−1) × d(i)',
      expected: 'an object with at most one of depth and widths',
    });
}

const factorChain = chainOf(chainShape);

const activatedNetwork = z
  .strictObject({
    type: z.literal('activated-network').describe('layers of weights, biases and activations'),
    activation: z
      .enum(activationNames)
      .default('linear')
      .describe('σ of every layer, the last one included: it bounds the values X can take'),
    depth: chainShape.depth
      .unwrap()
      .optional()
      .describe('number of layers L; every inner width is then min(rows, cols)'),
    widths: chainShape.widths
      .unwrap()
      .optional()
      .describe('inner widths d1…d(L−1) from W1 on, instead of depth; [] is one layer'),
    biases: z
      .boolean()
      .default(false)
      .describe('whether layers have a matrix of biases Bi (di × cols); without, Bi = 0'),
    start: factorStartSchema
      .optional()
      .describe('where the weights start; left out: as the method says'),
    biasStart: startSchema.optional().describe('where the biases start; left out: 0'),
  })
  .refine((network) => network.depth === undefined || network.widths === undefined, { abort: true })
  .refine((network) => network.biases || network.biasStart === undefined, { abort: true })
  .meta({
    description:
      'how the matrix is produced: X = σ(WL·σ(…σ(W1·I + B1)…) + BL), Wi of shape di × d(i−1) with ' +
      'd0 = cols and dL = rows',
    expected:
      'an object with at most one of depth and widths, and with biasStart only beside biases',
  });

const blocks = schattenBlocks({ start: startSchema, width: z.int().min(1).max(maxWidth) });

/** How X is made from free parameters; a `type` left out is that of the factor chain. */
export const representationSchema = z
  .discriminatedUnion('type', [factorChain, activatedNetwork, latentNetwork, spectralChain, blocks])
  .describe(
    'how the matrix is produced: a product of factors, a network, one on an input of its own, a ' +
      'product in the eigenvectors of graphs, or the blocks of DLRL',
  );

/** Inner widths where sparse input comes without any: as many as this, and as the shorter side. */
export const sparseWidth = 32;

/** The same without X being formed: there is at least one inner width. */
const sparseChain = chainOf({
  ...chainShape,
  depth: z
    .int()
    .min(2)
    .max(1000)
    .optional()
    .describe(
      `number of factors L; every inner width is then min(${sparseWidth}, rows, cols); left out ` +
        'together with widths: as the method says',
    ),
  widths: chainShape.widths.unwrap().min(1).optional().meta({
    description: 'inner widths d1…d(L−1), instead of depth; the least one bounds the rank of X',
    expected: 'an array of at least one inner width, each an integer >= 1,',
  }),
});

export const sparseRepresentationSchema = z
  .discriminatedUnion('type', [sparseChain, blocks])
  .describe('how the matrix is produced: a product of factors, or the blocks of DLRL');

/** How observed entries are compared, r = mask ∘ (X − X*). */
export const fidelitySchema = z
  .enum(['mse', 'mse-observed', 'half-mean-rows', 'sse', 'half-sse', 'l1'])
  .describe(
    'how X is compared with the observed entries, r = mask∘(X − X*): mse Σr²/(rows·cols), ' +
      'mse-observed Σr²/(number of observed entries), half-mean-rows Σr²/(2·rows), sse Σr², ' +
      'half-sse Σr²/2, l1 Σ|r|',
  );

const laplacianStart = z
  .strictObject({
    type: z.literal('given-laplacian'),
    laplacian: z.custom<MatrixInput>(isObject).meta({
      description:
        'L (k×k), its entries off the diagonal at most 0 and its rows of sum 0; for row-softmin ' +
        'its diagonal is at most 1, for global-softmax its trace at most 2',
      expected: 'a symmetric matrix',
    }),
  })
  .describe('a V whose Laplacian is L, up to the rounding of float32');

const adaptiveLaplacian = z
  .strictObject({
    type: z.literal('adaptive-laplacian'),
    over: overSchema,
    form: z
      .enum(['row-softmin', 'global-softmax'])
      .default('row-softmin')
      .describe(
        'how the free square parameter V becomes similarities S (diagonal zero): row-softmin is ' +
          'S = (P + Pᵀ)/2 with P the softmax of −V over each row; global-softmax is S = P + Pᵀ ' +
          'with P = exp(V)/Σexp(V)',
      ),
    weight,
    start: z
      .discriminatedUnion('type', [normalStart, uniformStart, givenStart, laplacianStart])
      .optional()
      .describe('where V (k×k) starts; left out: uniform on [−1/√k, 1/√k)'),
    freezeAt: freezeAtSchema,
  })
  .describe('λ·tr(T(X)ᵀ L T(X)) with L = diag(S·1) − S learned together with X');

const dirichlet = graphOf(
  {
    type: z.literal('dirichlet'),
    over: overSchema,
    weight,
  },
  'λ·tr(T(X)ᵀ L T(X)), the Dirichlet energy on a graph with the Laplacian L',
);

const variationL1 = z
  .strictObject({ type: z.literal('tv-l1'), weight })
  .describe('λ·Σ |dx| + |dy|, anisotropic total variation with forward differences');

const variationL2 = z
  .strictObject({
    type: z.literal('tv-l2'),
    weight,
    epsilon: z
      .number()
      .positive()
      .default(1e-3)
      .describe('ε under the root, which keeps the gradient finite where X is flat'),
  })
  .describe('λ·Σ √(dx² + dy² + ε²), isotropic total variation with forward differences');

const variationSquared = z
  .strictObject({ type: z.literal('tv-squared'), weight })
  .describe('λ·Σ dx² + dy², squared total variation with forward differences');

const laplacianStencil = z
  .strictObject({
    type: z.literal('laplacian-stencil'),
    form: z
      .enum(['norm', 'thin-plate'])
      .default('norm')
      .describe(
        'norm is ‖l‖/rows with l = x(i−1,j) + x(i+1,j) + x(i,j−1) + x(i,j+1) − 4x(i,j) at interior ' +
          'entries; thin-plate is Σ xrr² + 2·xrc² + xcc² over the second differences within X',
      ),
    weight,
  })
  .describe('λ times the second-order smoothness of X');

/** One term added to the fidelity. */
export const regularizerSchema = z.discriminatedUnion('type', [
  adaptiveLaplacian,
  dirichlet,
  variationL1,
  variationL2,
  variationSquared,
  laplacianStencil,
]);

/** One term that needs the factors of X alone. */
export const sparseRegularizerSchema = z.discriminatedUnion('type', [
  adaptiveLaplacian.extend({
    over: axisSchema,
    form: z.literal('row-softmin').default('row-softmin').meta({
      description: 'similarities S = (P + Pᵀ)/2 with P the softmax of −V over each row',
      expected: '"row-softmin", the only form for sparse input,',
    }),
  }),
  dirichlet.safeExtend({ over: axisSchema }).meta({ ...dirichlet.meta() }),
]);

/** When to stop; what is left out is as the method says. */
export const stoppingSchema = z
  .strictObject({
    steps: z.int().min(0).optional().describe('number of optimizer steps at most'),
    tolerance: z
      .number()
      .min(0)
      .optional()
      .describe(
        'stop when the loss changed by at most this share over `window` steps; 0 never stops early',
      ),
    window: z.int().min(1).optional().describe('steps between two losses that are compared'),
    minSteps: z.int().min(0).optional().describe('steps before which none of the rules here stops'),
    regularizerChange: regularizerChangeSchema,
    fidelityBalance: fidelityBalanceSchema,
    rankPlateau: rankPlateauSchema,
    seedAgreement: seedAgreementSchema,
  })
  .describe('when training stops');
