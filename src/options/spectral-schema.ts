import { z } from 'zod';
import { graphOf } from './graph-schema.js';
import { factorStartSchema } from './start-schema.js';

/** A product in the eigenvectors of a graph of the rows and one of the columns. */

const band = z.int().min(1).optional();

const energy = z.number().min(0);

function sideOf(lines: string, core: string, factor: string) {
  return graphOf(
    {
      band: band.describe(
        `how many eigenvectors are taken, those of the least eigenvalues; left out: all ${lines}`,
      ),
      dirichlet: energy.default(0).describe(`factor μ of ${core}`),
      diagonal: energy
        .default(0)
        .describe(
          `factor ρ of ‖off(${factor}ᵀΛ${factor})‖², off the diagonal; where ${factor} is trained`,
        ),
    },
    `the graph of the ${lines} and how its eigenvectors are used`,
  ).optional();
}

const projectedStart = z
  .strictObject({
    type: z.literal('projected'),
    rows: band.describe('lowest eigenvectors of the rows to project on; left out: all of the band'),
    cols: band.describe('the same of the columns'),
  })
  .describe(
    'C from the observed entries, 0 where missing, on the lowest eigenvectors of each side, 0 ' +
      'elsewhere; P and Q are the identity',
  );

const trainable = ['P', 'C', 'Q'] as const;

export const spectralChain = z
  .strictObject({
    type: z.literal('spectral-chain').describe('a product in the eigenvectors of graphs'),
    rows: sideOf('rows', 'tr(Xᵀ L X) = Σ λi·gij², G = P·C·Qᵀ', 'P'),
    cols: sideOf('columns', 'tr(X L Xᵀ) = Σ λj·gij², G = P·C·Qᵀ', 'Q'),
    train: z.array(z.enum(trainable)).min(1).optional().meta({
      description: 'the factors that are trained; the others are the identity; left out: all',
      expected: 'an array of at least one of P, C and Q',
    }),
    start: z
      .discriminatedUnion('type', [...factorStartSchema.options, projectedStart])
      .optional()
      .describe('where the trained factors start; left out: as the method says'),
  })
  .refine(({ train }) => new Set(train).size === (train?.length ?? 0), { abort: true })
  .refine(
    ({ start: from, train }) =>
      from?.type !== 'projected' || train === undefined || train.includes('C'),
    { abort: true },
  )
  .meta({
    description:
      'how the matrix is produced: X = Φ·P·C·Qᵀ·Ψᵀ, Φ and Ψ the eigenvectors of the Laplacians of two ' +
      'graphs; a side without a graph has the unit vectors and eigenvalues 0',
    expected:
      'an object whose train names factors once, and with C among them where start is projected',
  });
