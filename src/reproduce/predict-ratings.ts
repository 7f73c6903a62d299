import {
  type Completion,
  classicMethods,
  complete,
  completeRatings,
  completeSparse,
  type Options,
  type RatingTable,
  rateMetrics,
  type SparseCompletion,
  type SparseOptions,
} from '../index.js';
import type { RatingsProblem } from './problems.js';
import { type MethodOptions, methodNameOf, type TableMethod } from './schema.js';

/** Test ratings as a method predicts them, and how it ran. */
export interface RatingsOutcome {
  readonly completion: Completion | SparseCompletion;
  readonly metrics: {
    readonly rmse: number;
    readonly mae: number;
    readonly nmae: number;
    readonly mse: number;
  };
}

interface Predicted {
  readonly completion: Completion | SparseCompletion;
  readonly values: ArrayLike<number> & Iterable<number>;
}

type Predict = (problem: RatingsProblem, options: SparseOptions) => Promise<Predicted>;

/**
 * Learns from the training ratings and predicts the others: from the ratings alone, or from a whole matrix
 * where the method takes nothing else.
 */
export async function predictRatings(
  problem: RatingsProblem,
  options: SparseOptions,
  unknown: TableMethod['unknown'],
): Promise<RatingsOutcome> {
  const ways = needsMatrix(options as MethodOptions) ? predictFromMatrix : predictFromRatings;
  const { completion, values } = await ways[unknown](problem, options);
  const { test, train } = problem;
  const { rmse, mae, nmae } = rateMetrics(values, test.ratings, scaleOf(train));
  return { completion, metrics: { rmse, mae, nmae, mse: rmse ** 2 } };
}

function needsMatrix(options: MethodOptions): boolean {
  const name = methodNameOf(options);
  return classicMethods().some((method) => method.name === name && method.sparse === 'none');
}

/** By who predicts users and items without ratings; see the schema of a method. */
type Ways = Readonly<Record<TableMethod['unknown'], Predict>>;

const predictFromRatings: Ways = {
  means: async ({ train, test }, options) => {
    const { completion, predictions } = await completeRatings(train, { ...options, test });
    return { completion, values: predictions?.predicted ?? [] };
  },
  method: async ({ train, test }, options) => {
    const { users, items, user, item, ratings } = train;
    const input = { rows: users.length, cols: items.length, row: user, col: item, values: ratings };
    const predictAt = { row: test.user, col: test.item };
    const completion = await completeSparse(input, { ...options, predictAt });
    return { completion, values: completion.predictions ?? [] };
  },
};

const predictFromMatrix: Ways = {
  means: async (problem, options) => {
    const { train, test } = problem;
    const bounds = options.bounds ?? scaleOf(train);
    const { completion, values } = await predictFromMatrix.method(problem, { ...options, bounds });
    const [isKnownUser, isKnownItem] = [new Set(train.user), new Set(train.item)];
    const { predictions } = await completeRatings(train, { method: 'bias', threads: 1, test });
    const means = predictions?.predicted ?? [];
    const mixed = Float64Array.from(values, (value, e) => {
      const isKnown = isKnownUser.has(test.user[e] ?? -1) && isKnownItem.has(test.item[e] ?? -1);
      return isKnown ? value : (means[e] as number);
    });
    return { completion, values: mixed };
  },
  method: async ({ train, test }, options) => {
    const matrix = matrixOf(train);
    const completion = await complete(matrix, options as Options);
    const { data } = completion.matrix;
    const at = (e: number) => (test.user[e] as number) * matrix.cols + (test.item[e] as number);
    return {
      completion,
      values: Float64Array.from(test.ratings.keys(), (e) => data[at(e)] as number),
    };
  },
};

/** Users × items, NaN where there is no rating. */
function matrixOf({ users, items, user, item, ratings }: RatingTable) {
  const [rows, cols] = [users.length, items.length];
  const data = new Float64Array(rows * cols).fill(Number.NaN);
  ratings.forEach((rating, e) => {
    data[(user[e] as number) * cols + (item[e] as number)] = rating;
  });
  return { data, rows, cols };
}

/** The least and the greatest rating. */
function scaleOf({ ratings }: RatingTable): [low: number, high: number] {
  return ratings.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
