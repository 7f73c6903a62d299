import { invalidOption, LacunaError } from './errors.js';
import { entryName, type Grid, readGrid } from './grid.js';
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

/** What a spec needs to know of the data: its shape, and max − min as training sees the values. */
export interface Extent extends Shape {
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
    stopping: parts.stopping,
    traceEvery: settings.traceEvery,
    threads: settings.threads === 'auto' ? 0 : settings.threads,
    keepLaplacians: settings.laplacians,
  };
}

function nativeRepresentation(part: RepresentationPart, shape: Shape): NativeRepresentation {
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
      const shape = squareOver(part.over, extent);
      const laplacian = symmetric(part.laplacian, shape, `${name}.laplacian`);
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
    finiteValues(gridOf(start.values[i], shape, `${name}[${i}]`)),
  );
  return { type: 'given', values };
}

function gridOf(matrix: unknown, { rows, cols }: Shape, name: string): Grid {
  const grid = readGrid(matrix, name, invalidOption);
  if (grid.rows === rows && grid.cols === cols) return grid;
  throw new LacunaError(
    'LACUNA_INVALID_OPTION',
    `Expected a ${rows}×${cols} matrix for ${name} but received one of ${grid.rows}×${grid.cols}`,
  );
}

function finiteValues(grid: Grid): Float32Array {
  const values = new Float32Array(grid.rows * grid.cols);
  for (let i = 0; i < grid.rows; i++) {
    for (let j = 0; j < grid.cols; j++) {
      const entry = grid.entry(i, j);
      if (typeof entry !== 'number' || !Number.isFinite(Math.fround(entry))) {
        throw invalidOption('a finite float32', entryName(grid, i, j), entry);
      }
      values[i * grid.cols + j] = entry;
    }
  }
  return values;
}

const asymmetryAllowed = 1e-6;

/** The values of a symmetric matrix; rounding of at most 1e-6 of its largest entry is let pass. */
function symmetric(matrix: unknown, shape: Shape, name: string): Float32Array {
  const values = finiteValues(gridOf(matrix, shape, name));
  const k = shape.rows;
  const limit = asymmetryAllowed * values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [values[i * k + j] as number, values[j * k + i] as number];
      if (Math.abs(below - above) <= limit) continue;
      throw new LacunaError(
        'LACUNA_INVALID_OPTION',
        `Expected a symmetric matrix for ${name} but received ${below} at (${i}, ${j}) ` +
          `and ${above} at (${j}, ${i})`,
      );
    }
  }
  return values;
}
