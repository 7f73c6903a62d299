import { z } from 'zod';
import type { MatrixInput } from '../matrix.js';
import { isObject } from './is-object.js';

/** How a graph over the k vectors that are related is given, wherever one is. */

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
    'a graph of the observed entries: weights exp(−d²/(2σ²)) between each of the related vectors ' +
      'and its nearest, d² the mean squared difference over the entries that both observe',
  );

/** The options of a graph that are matrices; the command line reads them from files. */
export const graphMatrices = ['laplacian', 'adjacency', 'similarity'] as const;

/** What a graph can come from. */
export const graphSources = [...graphMatrices, 'fromData'] as const;

function matrix(description: string, expected: string) {
  return z.custom<MatrixInput>(isObject).optional().meta({ description, expected });
}

const graphShape = {
  laplacian: matrix(
    'the symmetric k×k matrix L itself, k vectors being related',
    'a symmetric matrix',
  ),
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
};

/** An object that gives one graph, beside `shape`. */
export function graphOf<Shape extends z.ZodRawShape>(shape: Shape, description: string) {
  return z
    .strictObject({ ...shape, ...graphShape })
    .refine((graph) => graphSources.filter((source) => given(graph, source)).length === 1, {
      abort: true,
    })
    .refine((graph) => !given(graph, 'laplacian') || !(graph as Graph).normalised, { abort: true })
    .refine(
      (graph) =>
        !given(graph, 'neighbours') || given(graph, 'adjacency') || given(graph, 'similarity'),
      { abort: true },
    )
    .meta({
      description,
      expected:
        'an object with exactly one of laplacian, adjacency, similarity and fromData, with neighbours ' +
        'only beside adjacency or similarity, and normalised only without laplacian',
    });
}

const graphSchema = z.strictObject(graphShape);

/** A graph as options give it. */
export type Graph = z.output<typeof graphSchema>;

function given(graph: unknown, key: keyof Graph): boolean {
  return (graph as Graph)[key] !== undefined;
}
