import { nativeInstruments, nativeWeight, type ScaledTruth, snapshotSteps } from './course.js';
import { type DeviceChoice, nativeDevice } from './device.js';
import { invalidOption } from './errors.js';
import { finiteValues, givenMatrix } from './given-matrix.js';
import { type GraphData, laplacianOf, parameterOfLaplacian } from './graph/index.js';
import { nativeLatentNetwork } from './latent-network.js';
import type { Shape } from './matrix.js';
import type {
  ActivatedNetwork,
  AdaptiveLaplacianPart,
  FactorChain,
  Layers,
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
import { nativeOver, orderOf } from './over.js';
import { nativeBlocks } from './spec-blocks.js';
import { spectralChain } from './spectral.js';

/** Steps between two recorded losses where nobody says. */
const usualTraceEvery = 100;

/** What a spec needs to know of the data: its shape, and max − min as training sees the values. */
export interface Extent extends GraphData {
  readonly range: number;
  /** The truth that `instruments.nmae` measures against; undefined while only sizes are asked for. */
  readonly truth?: ScaledTruth | undefined;
}

/** Settings of a run beside the parts. */
export interface Settings
  extends Pick<ParsedOptions, 'seed' | 'threads' | 'traceEvery' | 'laplacians'>,
    Partial<Pick<ParsedOptions, 'instruments' | 'snapshots' | 'parameters'>> {
  /** Whether the run is to hand out what new rows are completed with. */
  readonly keepFit?: boolean;
  /** Left out: the CPU, as where only sizes are asked for. */
  readonly choice?: DeviceChoice;
}

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
    traceEvery: settings.traceEvery ?? usualTraceEvery,
    device: settings.choice ? nativeDevice(settings.choice) : { type: 'cpu' },
    threads: settings.threads === 'auto' ? 0 : settings.threads,
    keepLaplacians: settings.laplacians,
    keepFit: settings.keepFit ?? false,
    keepParameters: keepsParameters(parts.representation, settings),
    ...(settings.instruments && {
      instruments: nativeInstruments(settings.instruments, parts, extent.truth),
    }),
    ...(settings.snapshots && { snapshotSteps: snapshotSteps(settings.snapshots) }),
  };
}

function keepsParameters({ type }: RepresentationPart, { parameters = false }: Settings): boolean {
  if (!parameters || type === 'latent-network') return parameters;
  throw invalidOption(
    'false for a representation other than latent-network',
    'parameters',
    parameters,
  );
}

function nativeRepresentation(part: RepresentationPart, shape: Extent): NativeRepresentation {
  if (part.type === 'latent-network') return nativeLatentNetwork(part, shape);
  if (part.type === 'spectral-chain') {
    const { shapes, start, ...chain } = spectralChain(part, shape);
    return { ...chain, start: nativeStart(start, shapes, 'representation.start') };
  }
  if (part.type === 'schatten-blocks') return nativeBlocks(part, shape, nativeStart);
  const widths = widthsOf(part, shape);
  return part.type === 'factor-chain'
    ? nativeChain(part, widths, shape)
    : nativeNetwork(part, widths, shape);
}

/** A product is no more general with wider ones, and slower by the square of what they are wider. */
function widthsOf(layers: Layers, { rows, cols }: Shape): readonly number[] {
  if ('widths' in layers) return layers.widths;
  return Array<number>(layers.depth - 1).fill(Math.min(rows, cols));
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
  const weight = nativeWeight(part.weight, rangePerEntry(extent));
  switch (part.type) {
    case 'adaptive-laplacian': {
      const over = nativeOver(part.over, extent, name);
      const start = laplacianStart(part, square(orderOf(over, extent)), `${name}.start`);
      const { type, form, freezeAt } = part;
      return { type, over, form, weight, start, ...(freezeAt !== undefined && { freezeAt }) };
    }
    case 'dirichlet': {
      const over = nativeOver(part.over, extent, name);
      return { type: part.type, over, weight, laplacian: laplacianOf(part, over, extent, name) };
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

function laplacianStart(part: AdaptiveLaplacianPart, shape: Shape, option: string): NativeStart {
  const { start = withinRoot(shape.rows), form } = part;
  if (start.type !== 'given-laplacian') return nativeStart(start, [shape], option);
  const { laplacian } = start;
  const values = [parameterOfLaplacian(laplacian, shape.rows, form, `${option}.laplacian`)];
  return { type: 'given', values };
}

function rangePerEntry({ range, rows, cols }: Extent): number {
  return range / (rows * cols);
}

function square(k: number): Shape {
  return { rows: k, cols: k };
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
