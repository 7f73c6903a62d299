import { z } from 'zod';
import type { MatrixInput } from '../matrix.js';
import { schattenBlocks } from './schatten-schema.js';

/**
 * The composable parts of a method. Everything here is plain data; a method of `src/methods` is one
 * value of these schemas, and an option replaces what the method says.
 *
 * Ranges live in the checks, words in `describe`. `expected` in `meta` is what an error says was
 * expected where the checks alone do not say it.
 */

const normalStart = z
  .strictObject({
    type: z.literal('normal'),
    mean: z.number().describe('mean of the draws'),
    standardDeviation: z.number().min(0).describe('standard deviation of the draws'),
  })
  .describe('independent draws from N(mean, standardDeviation²)');

const uniformStart = z
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

const givenStart = z
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

const maxWidth = 2 ** 32 - 1;

const chainShape = {
  type: z.literal('factor-chain').default('factor-chain').describe('a product of factors'),
  depth: z
    .int()
    .min(1)
    .max(1000)
    .optional()
    .describe('number of factors L; every inner width is then the number of rows'),
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
      .enum(['linear', 'relu', 'sigmoid', 'tanh'])
      .default('linear')
      .describe('σ of every layer, the last one included: it bounds the values X can take'),
    depth: chainShape.depth
      .unwrap()
      .optional()
      .describe('number of layers L; every inner width is then the number of rows'),
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
  .discriminatedUnion('type', [factorChain, activatedNetwork, blocks])
  .describe('how the matrix is produced: a product of factors, a network, or the blocks of DLRL');

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
  .enum(['mse', 'mse-observed', 'sse', 'half-sse', 'l1'])
  .describe(
    'how X is compared with the observed entries, r = mask∘(X − X*): mse Σr²/(rows·cols), ' +
      'mse-observed Σr²/(number of observed entries), sse Σr², half-sse Σr²/2, l1 Σ|r|',
  );

const weight = z
  .union([z.number().min(0), z.literal('range-per-entry')])
  .describe(
    "factor λ of the term; 'range-per-entry' is (max − min)/(rows·cols) of the observed values " +
      'as training sees them',
  );

const over = z
  .enum(['rows', 'cols'])
  .describe('which vectors of X the term relates: its rows or its columns');

const adaptiveLaplacian = z
  .strictObject({
    type: z.literal('adaptive-laplacian'),
    over,
    form: z
      .enum(['row-softmin', 'global-softmax'])
      .default('row-softmin')
      .describe(
        'how the free square parameter V becomes similarities S (diagonal zero): row-softmin is ' +
          'S = (P + Pᵀ)/2 with P the softmax of −V over each row; global-softmax is S = P + Pᵀ ' +
          'with P = exp(V)/Σexp(V)',
      ),
    weight,
    start: startSchema
      .optional()
      .describe('where V (k×k) starts; left out: uniform on [−1/√k, 1/√k)'),
  })
  .describe('λ·tr(T(X)ᵀ L T(X)) with L = diag(S·1) − S learned together with X');

const neighbours = z.int().min(1);

const graphFromData = z
  .strictObject({
    neighbours: neighbours.describe('the nearest lines that each one is linked to, and at least'),
    sigma: z
      .union([z.number().positive(), z.literal('median')])
      .default('median')
      .describe(
        "σ in the scale that training sees; 'median' is that of the positive distances to neighbours",
      ),
  })
  .describe(
    'a graph of the observed entries: weights exp(−d²/(2σ²)) between each row (or column) and its ' +
      'nearest, d² the mean squared difference over the entries that both observe',
  );

/** The options of a graph that are matrices; the command line reads them from files. */
export const graphMatrices = ['laplacian', 'adjacency', 'similarity'] as const;

const graphSources = [...graphMatrices, 'fromData'] as const;

function matrix(description: string, expected: string) {
  return z.custom<MatrixInput>(isObject).optional().meta({ description, expected });
}

const dirichlet = z
  .strictObject({
    type: z.literal('dirichlet'),
    over,
    weight,
    laplacian: matrix('the symmetric k×k matrix L itself, k = rows or cols', 'a symmetric matrix'),
    adjacency: matrix(
      'weights A >= 0 of the edges of a graph, k×k, symmetric; the diagonal is ignored',
      'a symmetric matrix',
    ),
    similarity: matrix(
      'similarities, k×k: A is the mean of both directions, those below 0 are 0, the diagonal is ' +
        'ignored',
      'a square matrix',
    ),
    neighbours: neighbours
      .optional()
      .describe('of the given A keep the strongest edges of each vertex, so many, and no others'),
    normalised: z
      .boolean()
      .default(false)
      .describe('whether L = I − D^(−1/2)·A·D^(−1/2) instead of L = D − A, D = diag(A·1)'),
    fromData: graphFromData.optional(),
  })
  .refine((term) => graphSources.filter((source) => term[source] !== undefined).length === 1, {
    abort: true,
  })
  .refine(({ laplacian, normalised }) => laplacian === undefined || !normalised, { abort: true })
  .refine(
    ({ adjacency, similarity, neighbours: kept }) =>
      kept === undefined || adjacency !== undefined || similarity !== undefined,
    { abort: true },
  )
  .meta({
    description: 'λ·tr(T(X)ᵀ L T(X)), the Dirichlet energy on a graph with the Laplacian L',
    expected:
      'an object with exactly one of laplacian, adjacency, similarity and fromData, with neighbours ' +
      'only beside adjacency or similarity, and normalised only without laplacian',
  });

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
    form: z.literal('row-softmin').default('row-softmin').meta({
      description: 'similarities S = (P + Pᵀ)/2 with P the softmax of −V over each row',
      expected: '"row-softmin", the only form for sparse input,',
    }),
  }),
  dirichlet,
]);

const decay = z.number().min(0).lt(1).optional();

/** How parameters move; what is left out is as the method says, or as is usual for another type. */
export const optimizerSchema = z
  .strictObject({
    type: z
      .enum(['adam', 'gradient-descent', 'group-rmsprop'])
      .optional()
      .describe(
        'adam: Kingma & Ba 2015, algorithm 1; gradient-descent: w ← w − α·g; group-rmsprop: ' +
          'w ← w − α·g/(√(v/(1 − β^t)) + ε) with one v ← β·v + (1 − β)·Σ‖g‖² over all parameters ' +
          '(Arora et al. 2019)',
      ),
    learningRate: z.number().positive().optional().describe('step size α'),
    beta1: decay.describe('of adam: decay of the first moment'),
    beta2: decay.describe('of adam: decay of the second moment'),
    beta: decay.describe('of group-rmsprop: decay β of the squared norm of the gradient'),
    epsilon: z
      .number()
      .positive()
      .optional()
      .describe('of adam and group-rmsprop: ε added to the root'),
    weightDecay: z
      .number()
      .min(0)
      .optional()
      .describe('of adam: δ of the penalty δ/2·‖w‖², whose gradient δ·w the moments see with g'),
  })
  .describe('how parameters move');

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
    minSteps: z.int().min(0).optional().describe('steps before which tolerance does not stop'),
  })
  .describe('when training stops');

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
