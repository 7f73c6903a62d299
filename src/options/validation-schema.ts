import { z } from 'zod';
import type { IndexArray } from '../sparse/input.js';

const heldSchema = z.strictObject({
  share: z
    .number()
    .gt(0)
    .lt(1)
    .optional()
    .describe(
      "share of the observed entries that is held; with pattern 'shifted' at most; left out: 0.05, or " +
        '0.1 with a classical method',
    ),
  pattern: z
    .enum(['random', 'shifted'])
    .default('random')
    .describe(
      "which ones: 'random' any, 'shifted' those that the missing entries fall on when their " +
        'pattern is moved over the matrix, so that holes are judged by holes',
    ),
  every: z
    .int()
    .min(1)
    .optional()
    .describe(
      'steps between two looks at the held entries; left out: as the method says, mostly 100, and 1 ' +
        'with a classical method, which takes no other',
    ),
  patience: z
    .int()
    .min(0)
    .optional()
    .describe(
      'end a run when the error at held entries has not fallen for so many steps, three times as many ' +
        'where the fidelity has not fallen by a twentieth either, and all where the held entries are ' +
        'not predicted better than by their mean; 0 takes all steps; ' +
        'left out: as the method says, mostly 2000, and 0 with a classical method',
    ),
  choice: z
    .enum(['fewest', 'least'])
    .optional()
    .describe(
      "which number of steps is taken: 'least' that of the least error, 'fewest' the first one that is " +
        'worse by at most one standard error of the difference, as entries held at random are a little ' +
        "easier than what is missing; left out: 'fewest', and 'least' with a classical method, which " +
        'takes no other',
    ),
});

/** Observed entries that are kept apart, to judge by. */
export const validationSchema = z
  .union([z.literal(false), heldSchema])
  .describe(
    'judge by observed entries that are held: the best number of steps, and what `tune` names; the ' +
      'result then is a run on all observed entries. A deep method does so where neither it nor ' +
      'stopping.steps says how many steps to take; false takes the number of the method',
  );

/** Options and the values to try. */
export const tuneSchema = z
  .record(z.string(), z.array(z.unknown()).min(1))
  .refine((candidates) => Object.keys(candidates).length > 0)
  .meta({
    description:
      'values to try of options, by their dotted names, for instance { "method.k": [3, 5, 9] }; every ' +
      'combination is tried, and the one with the least error at held entries is taken',
    expected: 'an object of lists of values, at least one of each',
  });

/** Places of a sparse matrix. */
export const predictAtSchema = z
  .strictObject({
    row: z.custom<IndexArray>((value) => typeof value === 'object' && value !== null),
    col: z.custom<IndexArray>((value) => typeof value === 'object' && value !== null),
  })
  .meta({
    description: 'places { row, col } whose estimates are wanted as `predictions`',
    expected: 'an object { row, col } of two lists of indices',
  });
