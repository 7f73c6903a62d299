import { requireMemory } from '../available-memory.js';
import { LacunaError } from '../errors.js';
import { finiteValues, givenMatrix } from '../given-matrix.js';
import type { Shape } from '../matrix.js';
import type { NativeEntries, NativeOver } from '../native/addon.js';
import type { Graph } from '../options/graph-schema.js';
import { orderOf } from '../over.js';
import { weightsFromData } from './from-data.js';
import { laplacianOfWeights } from './laplacian.js';
import { strongestOfEach } from './neighbours.js';
import { linesOver } from './observed.js';
import { requireSymmetric } from './symmetric.js';
import { type Weights, weightsOfAdjacency, weightsOfSimilarity } from './weights.js';

export { parameterOfLaplacian } from './laplacian-start.js';
export { observedEntries } from './observed.js';

/** The data that a graph may come from. */
export interface GraphData extends Shape {
  /** Observed entries as training sees them; undefined while only sizes are asked for. */
  readonly entries?: (() => NativeEntries) | undefined;
}

/**
 * The Laplacian L of the graph that an option gives, k×k with k = rows of T(X): `laplacian`
 * itself, or that of the weights which `adjacency`, `similarity` or the observed data give.
 *
 * @param over whose vectors the graph is of, its blocks checked
 * @param name how errors call the option
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a matrix of a wrong shape or kind;
 * `LACUNA_OUT_OF_MEMORY` for a graph of the data that does not fit into memory
 */
export function laplacianOf(
  part: Graph,
  over: NativeOver,
  data: GraphData,
  name: string,
): Float32Array {
  const k = orderOf(over, data);
  if (part.laplacian !== undefined) return givenLaplacian(part.laplacian, k, `${name}.laplacian`);
  if (part.fromData !== undefined) requireSquares(k);
  const weights = weightsOf(part, over, data, name);
  return weights === undefined
    ? new Float32Array(k * k)
    : laplacianOfWeights(weights, part.normalised);
}

function givenLaplacian(matrix: unknown, k: number, name: string): Float32Array {
  const values = finiteValues(givenMatrix(matrix, { rows: k, cols: k }, name));
  requireSymmetric({ values, k }, name);
  return values;
}

/** undefined for a graph of data that are not there yet. */
function weightsOf(
  part: Graph,
  over: NativeOver,
  data: GraphData,
  name: string,
): Weights | undefined {
  const { adjacency, similarity, neighbours, fromData } = part;
  if (fromData !== undefined) {
    return data.entries && weightsFromData(linesOver(over, data.entries(), data), fromData);
  }
  const k = orderOf(over, data);
  const weights =
    adjacency === undefined
      ? weightsOfSimilarity(similarity, k, `${name}.similarity`)
      : weightsOfAdjacency(adjacency, k, `${name}.adjacency`);
  return neighbours === undefined ? weights : strongestOfEach(weights, neighbours);
}

const mostVertices = 2 ** 16 - 1;

/** Refuses what could not be made before anything is. */
function requireSquares(k: number): void {
  requireMemory(
    3 * Float32Array.BYTES_PER_ELEMENT * k * k,
    `a matrix with a graph of ${k} vertices`,
  );
  if (k <= mostVertices) return;
  throw new LacunaError(
    'LACUNA_OUT_OF_MEMORY',
    `Expected a graph of at most ${mostVertices} vertices but received one of ${k}`,
  );
}
