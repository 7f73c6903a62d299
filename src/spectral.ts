import { invalidOption } from './errors.js';
import { type GraphData, laplacianOf } from './graph/index.js';
import type { Shape } from './matrix.js';
import type { SpectralChain, SpectralFactor, SpectralSide } from './methods/method.js';
import type { NativeSpectralChain, NativeSpectralSide } from './native/addon.js';
import type { Start } from './options/schema.js';

/** A spectral chain as the engine takes it, but for the start. */
interface Unstarted extends Omit<NativeSpectralChain, 'start'> {
  /** Of the factors that are trained, whose shapes these are. */
  readonly start: Start;
  readonly shapes: readonly Shape[];
}

/** In the order of the engine's parameters. */
const factors = ['P', 'C', 'Q'] as const;

/** @throws {LacunaError} `LACUNA_INVALID_OPTION` for graphs or bands that do not fit the matrix */
export function spectralChain(part: SpectralChain, data: GraphData): Unstarted {
  const rows = nativeSide(part.rows, 'rows', data);
  const cols = nativeSide(part.cols, 'cols', data);
  const [p, q] = [rows.band, cols.band];
  const shapesOf = { P: { rows: p, cols: p }, C: { rows: p, cols: q }, Q: { rows: q, cols: q } };
  const trains = (factor: SpectralFactor) => part.train.includes(factor);
  return {
    type: part.type,
    rows,
    cols,
    trainP: trains('P'),
    trainC: trains('C'),
    trainQ: trains('Q'),
    ...startOf(part, p, q),
    shapes: factors.filter(trains).map((factor) => shapesOf[factor]),
  };
}

function startOf({ start, train }: SpectralChain, p: number, q: number) {
  if (start.type !== 'projected')
    return { start, projected: false, projectedRows: 0, projectedCols: 0 };
  if (!train.includes('C')) {
    throw invalidOption('C among the factors', 'representation.train', train);
  }
  return {
    start: { type: 'identity', scale: 1 } as const,
    projected: true,
    projectedRows: within(start.rows, p, 'representation.start.rows'),
    projectedCols: within(start.cols, q, 'representation.start.cols'),
  };
}

function nativeSide(
  side: SpectralSide | undefined,
  over: 'rows' | 'cols',
  data: GraphData,
): NativeSpectralSide {
  const order = data[over];
  if (side === undefined) {
    return { laplacian: new Float32Array(0), band: order, dirichlet: 0, diagonal: 0 };
  }
  const name = `representation.${over}`;
  const { dirichlet, diagonal } = side;
  const band = within(side.band, order, `${name}.band`);
  return { laplacian: laplacianOf(side, over, data, name), band, dirichlet, diagonal };
}

/** A number of eigenvectors, all of them where it is left out. */
function within(given: number | undefined, most: number, name: string): number {
  if (given === undefined) return most;
  if (given <= most) return given;
  throw invalidOption(`an integer in [1, ${most}]`, name, given);
}
