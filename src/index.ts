export { type AutoMethod, autoMethod } from './auto/index.js';
export {
  type BatchInput,
  type BatchItem,
  type BatchResult,
  type BatchSource,
  completeBatch,
  completeStream,
} from './batch/index.js';
export { classicMethods } from './classic/index.js';
export type { ClassicMethod, ClassicStopping } from './classic/method.js';
export { complete } from './complete.js';
export type {
  AutoEstimate,
  AutoModel,
  AutoReport,
  Completion,
  LearnedLaplacians,
  RunReport,
  SeedAgreementReport,
  Snapshot,
  StopReason,
  TracePoint,
  Trial,
  ValidationReport,
} from './completion.js';
export type { DeviceChoice, Precision } from './device.js';
export { LacunaError, type LacunaErrorCode } from './errors.js';
export { type FoldInOptions, foldIn } from './fold-in.js';
export { type NamedMatrix, readMat, readMatrix, writeMatrix } from './formats/index.js';
export {
  completePicture,
  type Depth,
  fullScale,
  maskFromAlpha,
  maskFromPicture,
  measurePicture,
  type Picture,
  type PictureCompletion,
  readPicture,
  type Summary,
  writePicture,
} from './image/index.js';
export { type DeviceInfo, type Info, info } from './info.js';
export type { InstrumentReadings, ListSeries, NamedSeries, Series } from './instruments.js';
export type { LearnedNetwork } from './latent-network.js';
export { patchMask, type Rectangle, randomMask } from './masks.js';
export type {
  Mask,
  MaskInput,
  Matrix,
  MatrixInput,
  MatrixLike,
  NestedRows,
  NumericArray,
  Shape,
} from './matrix.js';
export { methods } from './methods/index.js';
export type { Method, Paper, Parts } from './methods/method.js';
export type { ClassicName, DeepName, MethodName } from './methods/names.js';
export { type MeasureOptions, type Metrics, measure } from './metrics.js';
export {
  type FitReport,
  type FitValidation,
  fit,
  fitSparse,
  load,
  type Model,
  type SparseTransformedRows,
  type TransformedRows,
  type TransformReport,
  type Weights,
} from './model/index.js';
export type {
  BatchOptions,
  Fidelity,
  FitOptions,
  InstrumentOptions,
  Optimizer,
  Options,
  Regularizer,
  Representation,
  SparseFitOptions,
  SparseOptions,
  Start,
  Stopping,
  StreamOptions,
} from './options/schema.js';
export type { SparseTransformOptions, TransformOptions } from './options/transform-schema.js';
export type { ItemProgress, Loss, Progress } from './progress.js';
export {
  completeRatings,
  type DuplicateRule,
  type RateMetrics,
  type RatingColumns,
  type RatingCompletion,
  type RatingOptions,
  type RatingPredictions,
  type RatingTable,
  type ReadRatingsOptions,
  rateMetrics,
  readRatings,
  type Separator,
  type SplitOptions,
  splitRatings,
} from './ratings/index.js';
export {
  type CompressedRows,
  completeSparse,
  type Factors,
  type IndexArray,
  type SparseCompletion,
  type SparseInput,
  type Triplets,
  type ValueArray,
} from './sparse/index.js';
export type { Standardization } from './standardize.js';
