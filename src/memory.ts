import type { Shape } from './matrix.js';
import { resolveParts } from './methods/resolve.js';
import type { NativeSpec } from './native/addon.js';
import { loadNative } from './native/loader.js';
import type { ParsedOptions } from './options/schema.js';
import { nativeSpec } from './spec.js';

/** Bytes per entry on this side of the engine: given values, scaled values, mask, result. */
const ownBytesPerEntry = 8 + 4 + 1 + 8;

/** The same per observed entry of sparse input: its place, its value, and what sorting takes. */
const ownBytesPerObserved = 6 * 4;

/** And per row or column: where its entries begin, for sorting and for the engine. */
const ownBytesPerLine = 3 * 4;

/** Bytes per entry of a given Laplacian: the weights it comes from, itself, and the engine's copy. */
const bytesPerGraphEntry = 8 + 4 + 4;

/** Bytes per parameter: its value, and what the optimizer keeps of it. */
const bytesPerParameter = {
  adam: 4 * 3,
  'gradient-descent': 4,
  'group-rmsprop': 4 * 2,
};

/** Bytes that completing a matrix of that shape takes at its peak, beside the input itself. */
export function estimateBytes(shape: Shape, options: ParsedOptions): number {
  const spec = nativeSpec(resolveParts(options), options, { ...shape, range: 1 });
  const own = ownBytesPerEntry * shape.rows * shape.cols;
  return engineBytes(spec, loadNative().estimateBytes(spec)) + own + graphBytes(spec);
}

/** Bytes that the same takes from that many observed entries, without the matrix being formed. */
export function estimateSparseBytes(spec: NativeSpec, observed: number): number {
  const counted = loadNative().estimateSparseBytes(spec, observed);
  const own = ownBytesPerObserved * observed + ownBytesPerLine * (spec.rows + spec.cols);
  return engineBytes(spec, counted) + own + graphBytes(spec);
}

/** Bytes that the Laplacians of given graphs take beside what the engine counts. */
function graphBytes({ regularizers }: NativeSpec): number {
  const entries = regularizers.map((part) =>
    part.type === 'dirichlet' ? part.laplacian.length : 0,
  );
  return bytesPerGraphEntry * entries.reduce((sum, count) => sum + count, 0);
}

/** The engine counts in 64 bits, which absurd widths overflow; a lower bound in double does not. */
function engineBytes(spec: NativeSpec, counted: number): number {
  return Math.max(counted, bytesPerParameter[spec.optimizer.type] * parameters(spec));
}

/** Number of parameters of the spec. */
function parameters({ rows, cols, representation, regularizers }: NativeSpec): number {
  const { type, widths } = representation;
  const sides = type === 'activated-network' ? [cols, ...widths, rows] : [rows, ...widths, cols];
  const factors = sides.slice(1).map((side, i) => side * (sides[i] as number));
  const hasBiases = type === 'activated-network' && representation.biases;
  const biases = hasBiases ? sides.slice(1).map((side) => side * cols) : [];
  const laplacians = regularizers.map((part) =>
    part.type === 'adaptive-laplacian' ? (part.over === 'rows' ? rows : cols) ** 2 : 0,
  );
  return [...factors, ...biases, ...laplacians].reduce((sum, count) => sum + count, 0);
}
