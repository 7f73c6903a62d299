import type { z } from 'zod';
import type { Graph } from '../options/graph-schema.js';
import type { latentNetwork } from '../options/latent-network-schema.js';
import type { regularizerSchema } from '../options/parts-schema.js';
import type { scheduleSchema } from '../options/schedule-schema.js';
import type { Fidelity, SpectralStart, Start } from '../options/schema.js';
import type { startSchema } from '../options/start-schema.js';
import type { DeepName } from './names.js';

/** The parts of a method, complete but for what depends on the shape of the matrix. */
export interface Parts {
  readonly representation: RepresentationPart;
  readonly fidelity: Fidelity;
  readonly regularizers: readonly RegularizerPart[];
  readonly optimizer: OptimizerPart;
  /** Left out, the learning rate stays as it is. */
  readonly schedule?: SchedulePart;
  readonly stopping: StoppingRule;
}

export type RepresentationPart =
  | FactorChain
  | ActivatedNetwork
  | LatentNetwork
  | SpectralChain
  | SchattenBlocks;

/** Inner widths as given, or as many layers as `depth`, whose inner widths are min(rows, cols). */
export type Layers = { readonly depth: number } | { readonly widths: readonly number[] };

/** X = F1·F2·…·FL. */
export type FactorChain = { readonly type: 'factor-chain'; readonly start: Start } & Layers;

/** X = σ(WL·σ(…σ(W1·I + B1)…) + BL); without `biasStart` the biases start at 0. */
export type ActivatedNetwork = {
  readonly type: 'activated-network';
  readonly activation: Activation;
  readonly start: Start;
  readonly biases: boolean;
  readonly biasStart?: Start;
} & Layers;

export type Activation = 'linear' | 'relu' | 'sigmoid' | 'tanh' | 'tanh-opt';

/** X = σL(…σ1(Z·W1 + 1·b1)…·WL + 1·bL); widths that are left out hang on the number of columns. */
export type LatentNetwork = z.output<typeof latentNetwork>;

/** X = Φ·P·C·Qᵀ·Ψᵀ; a side without a graph has the unit vectors. */
export interface SpectralChain {
  readonly type: 'spectral-chain';
  readonly rows?: SpectralSide | undefined;
  readonly cols?: SpectralSide | undefined;
  readonly train: readonly SpectralFactor[];
  readonly start: SpectralStart;
}

export type SpectralFactor = 'P' | 'C' | 'Q';

/** The graph of a side, how many of its eigenvectors are taken, and the weights μ and ρ. */
export interface SpectralSide extends Graph {
  readonly band?: number | undefined;
  readonly dirichlet: number;
  readonly diagonal: number;
}

type PlainStart = z.output<typeof startSchema>;

/** Where the first and the last matrix of a row start, and those between. */
export interface BlockStarts {
  readonly ends: PlainStart;
  readonly middle: PlainStart | { readonly type: 'identity'; readonly scale: number };
}

/** X = X̂1·…·X̂I, X̂i = ReLU(Wi·Ki): DLRL. */
export interface SchattenBlocks {
  readonly type: 'schatten-blocks';
  readonly widths: readonly number[];
  /** p of all blocks, or of each. */
  readonly exponent: number | readonly number[];
  readonly power: 'matrix' | 'scaled-matrix' | 'element-wise';
  readonly ridge: number;
  readonly eta: number;
  readonly inputs: BlockStarts;
  readonly weights: BlockStarts | 'matched';
  readonly refresh: number;
  readonly centring: { readonly damping: number; readonly level: number } | 'none';
}

export type SchedulePart = z.output<typeof scheduleSchema>;

export type RegularizerPart = z.output<typeof regularizerSchema>;

/** λ·tr(T(X)ᵀ L T(X)) with a learned Laplacian. */
export type AdaptiveLaplacianPart = Extract<
  RegularizerPart,
  { readonly type: 'adaptive-laplacian' }
>;

/** λ·tr(T(X)ᵀ L T(X)) with the Laplacian of a graph that is given or comes from the data. */
export type DirichletPart = Extract<RegularizerPart, { readonly type: 'dirichlet' }>;

export interface Adam {
  readonly type: 'adam';
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

export interface GradientDescent {
  readonly type: 'gradient-descent';
  readonly learningRate: number;
}

export interface GroupRmsprop {
  readonly type: 'group-rmsprop';
  readonly learningRate: number;
  readonly beta: number;
  readonly epsilon: number;
}

/** iRprop+: a step for each parameter, from the signs of its slopes. */
export interface Irprop {
  readonly type: 'irprop';
  readonly initialStep: number;
  readonly minStep: number;
  readonly maxStep: number;
  readonly increase: number;
  readonly decrease: number;
}

export type OptimizerPart = Adam | GradientDescent | GroupRmsprop | Irprop;

export interface StoppingRule {
  readonly steps: number;
  readonly tolerance: number;
  readonly window: number;
  readonly minSteps: number;
  /** Left out: 0, which never stops; the same of the others. */
  readonly regularizerChange?: number;
  readonly fidelityBalance?: number;
  readonly rankPlateau?: {
    readonly change: number;
    readonly every: number;
    readonly looks: number;
  };
}

/** How held entries pick the number of steps. */
export interface ValidationRule {
  /** Steps at most. */
  readonly steps: number;
  /** Steps between two looks at the held entries. */
  readonly every: number;
  /** Steps without a lesser error that end the run. */
  readonly patience: number;
}

/** Where a method comes from. */
export interface Paper {
  readonly title: string;
  readonly authors: string;
  readonly venue: string;
  readonly year: number;
  readonly url: string;
  /** The objective as the paper writes it, with its equation numbers where it has some. */
  readonly equation: string;
}

/** A named choice of parts. */
export interface Method {
  readonly name: DeepName;
  readonly title: string;
  readonly paper: Paper;
  /** Over what it takes graphs, and where these come from; left out where it takes none. */
  readonly graphs?: string;
  /** Where the parts differ from the paper, and why. */
  readonly deviations: readonly string[];
  /** Values in the form that `complete` takes as options. */
  readonly defaults: Parts;
  /**
   * What says how many steps are taken where the options do not: `validation`, the error at held entries;
   * `steps`, the number in the defaults, of methods that reproduce a published one.
   */
  readonly stopsBy: 'validation' | 'steps';
  /** How validation goes, also where it has to be asked for. */
  readonly validation: ValidationRule;
}
