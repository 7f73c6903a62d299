import { invalidOption } from './errors.js';
import { finiteValues, givenMatrix } from './given-matrix.js';
import type { Matrix, MatrixInput, Shape } from './matrix.js';
import type { Activation, LatentNetwork } from './methods/method.js';
import type { NativeLatentNetwork, NativeStart } from './native/addon.js';

/** What a latent network has learned, in the scale that training sees: X = σL(…σ1(Z·W1 + 1·b1)…). */
export interface LearnedNetwork {
  /** Z, rows × r. */
  readonly latent: Matrix;
  /** W1…WL, d(i−1) × di with d0 = r and dL = cols. */
  readonly weights: readonly Matrix[];
  /** b1…bL, 1 × di. */
  readonly biases: readonly Matrix[];
  readonly activation: Activation;
  readonly outputActivation: Activation;
  readonly weightDecay: number;
  readonly latentDecay: number;
  /** The option `scale` that makes another run see values as this one did. */
  readonly scale: 'none' | readonly [number, number];
}

/** Number of layers. */
export function layersOf({ widths }: LatentNetwork): number {
  return widths === undefined ? 2 : widths.length + 1;
}

/** r, d1, …, cols: where the part leaves them out, cols/10 and one of cols/2. */
function sidesOf({ latent, widths }: LatentNetwork, cols: number): number[] {
  const share = (parts: number) => Math.max(1, Math.round(cols / parts));
  return [latent ?? share(10), ...(widths ?? [share(2)]), cols];
}

/**
 * The part as the engine takes it.
 *
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for given matrices of a wrong number, shape or kind
 */
export function nativeLatentNetwork(
  part: LatentNetwork,
  { rows, cols }: Shape,
): NativeLatentNetwork {
  const sides = sidesOf(part, cols);
  const [latent, ...behind] = sides as [number, ...number[]];
  const weights = behind.map((side, i) => ({ rows: sides[i] as number, cols: side }));
  const biases = behind.map((side) => ({ rows: 1, cols: side }));
  return {
    type: part.type,
    latent,
    widths: behind.slice(0, -1),
    activation: part.activation,
    outputActivation: part.outputActivation,
    weightDecay: part.weightDecay,
    latentDecay: part.latentDecay,
    starts: [
      latentStart(part.latentStart, { rows, cols: latent }),
      ...layerStarts(part.weights, 'representation.weights', weights, part.start, weights),
      ...layerStarts(part.biases, 'representation.biases', biases, part.start, weights),
    ],
    latentOnly: part.trainable === 'latent',
  };
}

function latentStart(start: LatentNetwork['latentStart'], shape: Shape): NativeStart {
  if (start.type !== 'given') return start;
  return givenStarts(start.values, 'representation.latentStart.values', [shape])[0] as NativeStart;
}

/** Given matrices of those shapes, or draws, whose range may hang on the shape of the weights. */
function layerStarts(
  given: readonly MatrixInput[] | undefined,
  name: string,
  shapes: readonly Shape[],
  start: LatentNetwork['start'],
  weights: readonly Shape[],
): NativeStart[] {
  if (given) return givenStarts(given, name, shapes);
  return weights.map(({ rows, cols }) => {
    if (start.type !== 'glorot-uniform') return start;
    const bound = start.scale * Math.sqrt(6 / (rows + cols));
    return { type: 'uniform', low: -bound, high: bound };
  });
}

function givenStarts(
  given: readonly MatrixInput[],
  name: string,
  shapes: readonly Shape[],
): NativeStart[] {
  if (given.length !== shapes.length) {
    throw invalidOption(`an array of length ${shapes.length}`, name, given);
  }
  return shapes.map((shape, i) => ({
    type: 'given',
    values: [finiteValues(givenMatrix(given[i], shape, `${name}[${i}]`))],
  }));
}

/** What was learned; where only the input was, beside the network as it was given. */
export function learnedNetwork(
  part: NativeLatentNetwork,
  learned: readonly Float32Array[],
  { rows, cols }: Shape,
  scale: LearnedNetwork['scale'],
): LearnedNetwork {
  const sides = [part.latent, ...part.widths, cols];
  const layers = sides.length - 1;
  const matrix = (place: number, height: number, width: number): Matrix => ({
    data: learned[place] ?? givenValues(part.starts[place]),
    rows: height,
    cols: width,
  });
  const { activation, outputActivation, weightDecay, latentDecay } = part;
  return {
    latent: matrix(0, rows, part.latent),
    weights: sides.slice(1).map((side, i) => matrix(1 + i, sides[i] as number, side)),
    biases: sides.slice(1).map((side, i) => matrix(1 + layers + i, 1, side)),
    activation,
    outputActivation,
    weightDecay,
    latentDecay,
    scale,
  };
}

function givenValues(start: NativeStart | undefined): Float32Array {
  if (start?.type === 'given') return start.values[0] as Float32Array;
  throw new Error('Expected the engine to return every parameter that it learned');
}
