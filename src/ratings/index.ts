export {
  completeRatings,
  type RatingCompletion,
  type RatingOptions,
} from './complete.js';
export type { DuplicateRule } from './duplicates.js';
export type { RatingColumns, Separator } from './layout.js';
export { type RateMetrics, rateMetrics } from './metrics.js';
export type { RatingPredictions } from './pairs.js';
export { type ReadRatingsOptions, readRatings } from './read.js';
export { type SplitOptions, splitRatings } from './split.js';
export type { RatingTable } from './table.js';
