import { layersOf } from './latent-network.js';
import { termNames } from './loss.js';
import type { Layers, Parts, RepresentationPart } from './methods/method.js';
import type { NativeOutcome, NativeReadings } from './native/addon.js';

/** One number at each of the steps. */
export interface Series {
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

/** A list of numbers at each of the steps. */
export interface ListSeries {
  readonly steps: readonly number[];
  readonly values: readonly (readonly number[])[];
}

/** Several numbers at each of the steps: `values[name][i]` belongs to `steps[i]`. */
export interface NamedSeries {
  readonly steps: readonly number[];
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/** What the option `instruments` has read; an instrument that was not asked for is left out. */
export interface InstrumentReadings {
  /** The greatest singular values of X, descending, in the scale that training sees. */
  readonly singularValues?: ListSeries;
  /** exp(−Σ pᵢ·ln pᵢ) with pᵢ = σᵢ/Σσ; 0 for the zero matrix. */
  readonly effectiveRank?: Series;
  /** R of each regularizer without its weight, under the names of the loss. */
  readonly energies?: NamedSeries;
  /**
   * ‖gradient‖_F of each parameter: `factor1`…, or `weights1`…, `biases1`…, and V of adaptive
   * Laplacians under the name of its loss term; 0 while it is frozen.
   */
  readonly gradientNorms?: NamedSeries;
  /** ‖FᵢᵀFᵢ − Fᵢ₊₁Fᵢ₊₁ᵀ‖_F/‖FᵢᵀFᵢ‖_F for the pairs (1, 2), (2, 3), … of a chain. */
  readonly balance?: ListSeries;
  /** mean |X − truth| over the missing entries/(max − min of the truth); NaN if nothing is missing. */
  readonly nmae?: Series;
}

type NamedParts = Pick<Parts, 'representation' | 'regularizers'>;

/** Readings under their names. */
export function namedReadings(
  readings: NonNullable<NativeOutcome['readings']>,
  parts: NamedParts,
): InstrumentReadings {
  const { singularValues, effectiveRank, energies, gradientNorms, balance, nmae } = readings;
  return {
    ...(singularValues && { singularValues: lists(singularValues) }),
    ...(effectiveRank && { effectiveRank: numbers(effectiveRank) }),
    ...(energies && { energies: named(energies, regularizerNames(parts)) }),
    ...(gradientNorms && { gradientNorms: named(gradientNorms, parameterNames(parts)) }),
    ...(balance && { balance: lists(balance) }),
    ...(nmae && { nmae: numbers(nmae) }),
  };
}

function regularizerNames(parts: NamedParts): string[] {
  const names = termNames(parts);
  return names.slice(names.length - parts.regularizers.length);
}

function parameterNames(parts: NamedParts): string[] {
  const terms = regularizerNames(parts);
  const learned = parts.regularizers.flatMap((part, i) =>
    part.type === 'adaptive-laplacian' ? [terms[i] as string] : [],
  );
  return [...ownNames(parts.representation), ...learned];
}

function ownNames(part: RepresentationPart): string[] {
  switch (part.type) {
    case 'factor-chain':
      return counted('factor', depthOf(part));
    case 'activated-network': {
      const weights = counted('weights', depthOf(part));
      return part.biases ? [...weights, ...counted('biases', depthOf(part))] : weights;
    }
    case 'latent-network': {
      if (part.trainable === 'latent') return ['latent'];
      const depth = layersOf(part);
      return ['latent', ...counted('weights', depth), ...counted('biases', depth)];
    }
    case 'schatten-blocks':
      return [...counted('weights', part.widths.length + 1), 'eta'];
    case 'spectral-chain':
      return (['P', 'C', 'Q'] as const).filter((factor) => part.train.includes(factor));
  }
}

function depthOf(layers: Layers): number {
  return 'widths' in layers ? layers.widths.length + 1 : layers.depth;
}

function counted(name: string, depth: number): string[] {
  return Array.from({ length: depth }, (_, i) => `${name}${i + 1}`);
}

function numbers({ steps, values }: NativeReadings): Series {
  return { steps: Array.from(steps), values: Array.from(values) };
}

function lists({ steps, values }: NativeReadings): ListSeries {
  const width = values.length / steps.length;
  return {
    steps: Array.from(steps),
    values: Array.from(steps, (_, i) => Array.from(values.subarray(i * width, (i + 1) * width))),
  };
}

function named({ steps, values }: NativeReadings, names: readonly string[]): NamedSeries {
  const of = (column: number) =>
    Array.from(steps, (_, i) => values[i * names.length + column] as number);
  return {
    steps: Array.from(steps),
    values: Object.fromEntries(names.map((name, column) => [name, of(column)])),
  };
}
