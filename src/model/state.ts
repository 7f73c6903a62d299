import type { Bounds } from '../bounds.js';
import type { LearnedLaplacians } from '../completion.js';
import type { MatrixLike } from '../matrix.js';
import type { Scaling } from '../scaling.js';
import type { Standardization } from '../standardize.js';
import type { FitReport, Weights } from './model.js';

/** A matrix as the engine and a file hold it. */
export type FloatMatrix = MatrixLike<Float32Array>;

/** All that a model is made of; `save` writes it. */
export interface ModelState {
  /** rows×r and cols×r. */
  readonly left: FloatMatrix;
  readonly right: FloatMatrix;
  readonly lambda: Weights;
  readonly scaling: Scaling;
  /** How columns were standardised before they were scaled. */
  readonly standardization: Standardization | undefined;
  /** Options of the fit that go on for new rows. */
  readonly bounds: Bounds;
  readonly keepObserved: boolean;
  readonly report: FitReport;
  readonly parts: Readonly<Record<string, unknown>>;
  readonly laplacians: LearnedLaplacians | undefined;
  readonly lacuna: string;
}
