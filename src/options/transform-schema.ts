import { z } from 'zod';
import { optionsSchema } from './schema.js';

/** Options of `model.transformSparse`. */
export const sparseTransformSchema = z.strictObject({
  method: z
    .enum(['proximal', 'least-squares'])
    .default('proximal')
    .describe(
      "how far a row's factor may be from the mean of the fitted ones: 'proximal' measures by " +
        "their covariance, 'least-squares' alike in all directions",
    ),
  lambda: z
    .union([z.number().positive(), z.literal('auto')])
    .default('auto')
    .meta({
      description:
        "weight of that distance against squared residuals, in training's scale; 'auto': " +
        'the one that predicts fitted rows best from their other observed entries',
      expected: "a number > 0 or 'auto'",
    }),
  bounds: optionsSchema.shape.bounds.meta({
    ...optionsSchema.shape.bounds.meta(),
    description: 'clip completed entries to [low, high]; left out: the bounds of the fit',
  }),
  threads: optionsSchema.shape.threads,
  signal: optionsSchema.shape.signal,
});

/** Options of `model.transform`. */
export const transformSchema = sparseTransformSchema.extend({
  mask: optionsSchema.shape.mask,
  keepObserved: z
    .boolean()
    .optional()
    .describe(
      'whether observed entries of the result are the given values; left out: as in the fit',
    ),
});

/** What `model.transform` accepts. */
export type TransformOptions = z.input<typeof transformSchema>;
export type ParsedTransformOptions = z.output<typeof transformSchema>;

/** What `model.transformSparse` accepts. */
export type SparseTransformOptions = z.input<typeof sparseTransformSchema>;
export type ParsedSparseTransformOptions = z.output<typeof sparseTransformSchema>;
