import { invalidOption } from './errors.js';
import { finiteValues, givenMatrix } from './given-matrix.js';
import { type GraphData, laplacianOf } from './graph/index.js';
import type { Shape } from './matrix.js';
import type {
  ActivatedNetwork,
  FactorChain,
  Parts,
  RegularizerPart,
  RepresentationPart,
} from './methods/method.js';
import type {
  NativeActivatedNetwork,
  NativeFactorChain,
  NativeRegularizer,
  NativeRepresentation,
  NativeSpec,
  NativeStart,
} from './native/addon.js';
import type { ParsedOptions, Start } from './options/schema.js';
import { nativeBlocks } from './spec-blocks.js';

/** What a spec needs to know of the data: its shape, and max − min as training sees the values. */
export interface Extent extends GraphData {
  readonly range: number;
}

/** Settings of a run beside the parts. */
export type Settings = Pick<ParsedOptions, 'seed' | 'threads' | 'traceEvery' | 'laplacians'>;

/**
 * The parts as the engine takes them, with everything filled in that depends on the data.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for given matrices of a wrong shape or kind
 */
export function nativeSpec(parts: Parts, settings: Settings, extent: Extent): NativeSpec {
  return {
    rows: extent.rows,
    cols: extent.cols,
    seed: settings.seed,
    representation: nativeRepresentation(parts.representation, extent),
    fidelity: parts.fidelity,
    regularizers: parts.regularizers.map((part, index) =>
      nativeRegularizer(part, extent, `regularizers[${index}]`),
    ),
    optimizer: parts.optimizer,
    schedule: parts.schedule ?? { type: 'constant' },
    stopping: parts.stopping,
    traceEvery: settings.traceEvery,
    threads: settings.threads === 'auto' ? 0 : settings.threads,
    keepLaplacians: settings.laplacians,
  };
}

function nativeRepresentation(part: RepresentationPart, shape: Shape): NativeRepresentation {
  if (part.type === 'schatten-blocks') return nativeBlocks(part, shape, nativeStart);
  const widths = 'widths' in part ? part.widths : Array<number>(part.depth - 1).fill(shape.rows);
  return part.type === 'factor-chain'
    ? nativeChain(part, widths, shape)
    : nativeNetwork(part, widths, shape);
}

function nativeChain(
  chain: FactorChain,
  widths: readonly number[],
  { rows, cols }: Shape,
): NativeFactorChain {
  const outer = [rows, ...widths];
  const shapes = outer.map((height, i) => ({ rows: height, cols: outer[i + 1] ?? cols }));
  return {
    type: 'factor-chain',
    widths,
    start: nativeStart(chain.start, shapes, 'representation.start'),
  };
}

function nativeNetwork(
  network: ActivatedNetwork,
  widths: readonly number[],
  { rows, cols }: Shape,
): NativeActivatedNetwork {
  const heights = [...widths, rows];
  const weights = heights.map((height, i) => ({ rows: height, cols: heights[i - 1] ?? cols }));
  const biases = heights.map((height) => ({ rows: height, cols }));
  return {
    type: 'activated-network',
    widths,
    activation: network.activation,
    start: nativeStart(network.start, weights, 'representation.start'),
    biases: network.biases,
    biasStart: network.biases
      ? nativeStart(network.biasStart ?? zero, biases, 'representation.biasStart')
      : zero,
  };
}

const zero = { type: 'normal', mean: 0, standardDeviation: 0 } as const;

function nativeRegularizer(part: RegularizerPart, extent: Extent, name: string): NativeRegularizer {
  const weight = part.weight === 'range-per-entry' ? rangePerEntry(extent) : part.weight;
  switch (part.type) {
    case 'adaptive-laplacian': {
      const shape = squareOver(part.over, extent);
      const start = nativeStart(part.start ?? withinRoot(shape.rows), [shape], `${name}.start`);
      return { type: part.type, over: part.over, form: part.form, weight, start };
    }
    case 'dirichlet': {
      const laplacian = laplacianOf(part, extent, name);
      return { type: part.type, over: part.over, weight, laplacian };
    }
    case 'laplacian-stencil':
      return { type: part.type, form: part.form, weight };
    case 'tv-l1':
    case 'tv-squared':
      return { type: 'total-variation', norm: part.type, weight, epsilon: 0 };
    case 'tv-l2':
      return { type: 'total-variation', norm: part.type, weight, epsilon: part.epsilon };
  }
}

function rangePerEntry({ range, rows, cols }: Extent): number {
  return range / (rows * cols);
}

function squareOver(over: 'rows' | 'cols', shape: Shape): Shape {
  return { rows: shape[over], cols: shape[over] };
}

/** Uniform on [−1/√k, 1/√k). */
function withinRoot(k: number): Start {
  return { type: 'uniform', low: -1 / Math.sqrt(k), high: 1 / Math.sqrt(k) };
}

function nativeStart(start: Start, shapes: readonly Shape[], option: string): NativeStart {
  // A scale is that of the product; the engine takes that of each factor.
  if ('scale' in start) return { type: start.type, scale: start.scale ** (1 / shapes.length) };
  if (start.type !== 'given') return start;
  const name = `${option}.values`;
  if (start.values.length !== shapes.length) {
    throw invalidOption(`an array of length ${shapes.length}`, name, start.values);
  }
  const values = shapes.map((shape, i) =>
    finiteValues(givenMatrix(start.values[i], shape, `${name}[${i}]`)),
  );
  return { type: 'given', values };
}
