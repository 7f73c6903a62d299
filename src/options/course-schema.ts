import { z } from 'zod';
import type { MatrixInput } from '../matrix.js';

/** What changes, is measured or is kept in the course of a run. */

const step = z.int().min(0);

const knots = z
  .array(z.tuple([step, z.number().min(0)]))
  .min(1)
  .refine((list) => list.every(([at], i) => i === 0 || (list[i - 1] as [number, number])[0] < at), {
    abort: true,
  })
  .meta({
    description: 'pairs [step, λ]; before the first and after the last λ stays',
    expected: 'at least one pair [step, λ], steps ascending,',
  });

const weightSchedule = z
  .strictObject({
    schedule: knots,
    interpolation: z
      .enum(['linear', 'log', 'step'])
      .default('linear')
      .describe('between pairs: λ or log λ on a straight line, or λ of the pair before'),
  })
  .refine(
    ({ schedule, interpolation }) => interpolation !== 'log' || schedule.every(([, at]) => at > 0),
    { abort: true },
  )
  .meta({
    description: 'λ over the steps',
    expected:
      'an object with schedule, pairs [step, λ] with ascending steps and λ >= 0 (> 0 with ' +
      'interpolation log)',
  });

/** λ of a term. */
export const weightSchema = z
  .union([z.number().min(0), z.literal('range-per-entry'), weightSchedule])
  .describe(
    "factor λ of the term; 'range-per-entry' is (max − min)/(rows·cols) of the observed values " +
      'as training sees them; { schedule, interpolation } changes it over the steps',
  );

const every = z
  .int()
  .min(1)
  .describe('read at step 0, every so many steps, and at the last one unless the run diverged');

const periodic = z.strictObject({ every });

const instruments = {
  singularValues: z
    .strictObject({
      every,
      top: z.int().min(1).default(10).describe('how many of the greatest singular values'),
    })
    .optional()
    .describe('the greatest singular values of X as training sees it, descending'),
  effectiveRank: periodic
    .optional()
    .describe('exp(−Σ pᵢ·ln pᵢ) with pᵢ = σᵢ/Σσ over all singular values of X'),
  energies: periodic
    .optional()
    .describe('R(T(X)) of every regularizer without its weight, also where that is 0'),
  gradientNorms: periodic
    .optional()
    .describe('Frobenius norm of the gradient of every parameter; 0 where it is frozen'),
  balance: periodic
    .optional()
    .describe('‖FᵢᵀFᵢ − Fᵢ₊₁Fᵢ₊₁ᵀ‖/‖FᵢᵀFᵢ‖ of neighbouring factors of a factor chain'),
};

const nmae = z
  .strictObject({
    every,
    truth: z
      .custom<MatrixInput>((value) => typeof value === 'object' && value !== null)
      .optional()
      .meta({
        description:
          'the whole matrix, in the units of the input; the command line takes that of --truth',
        expected: 'a matrix',
      }),
  })
  .describe(
    "mean |X − truth| over the missing entries / (max − min of the truth), of the model's values " +
      'before bounds',
  );

/** What is measured on the way. */
export const instrumentsSchema = z
  .strictObject({ ...instruments, nmae: nmae.optional() })
  .describe('what is measured on the way, each at its own period; they do not change the result');

/** The same without X being formed. */
export const sparseInstrumentsSchema = z
  .strictObject(instruments)
  .describe(instrumentsSchema.description as string);

/** What is kept on the way. */
export const snapshotsSchema = z
  .strictObject({
    steps: z.array(step).min(1).describe('the steps; those that are not reached have none'),
  })
  .describe('return the completed matrix and every learned Laplacian at these steps');

/** When an adaptive Laplacian stops to learn. */
export const freezeAtSchema = step
  .optional()
  .describe('from this step on V and L stay as they are, and steps are cheaper; 0 is a fixed L');

/** The published rule of AIR-Net. */
export const regularizerChangeSchema = z
  .number()
  .min(0)
  .optional()
  .describe(
    'stop when |R(k) − R(k − 1)| of every adaptive Laplacian is below this, R without its weight, ' +
      'at a step k >= minSteps; 0 never stops early',
  );

/** The fit of the data against what the regularizers say. */
export const fidelityBalanceSchema = z
  .number()
  .min(0)
  .optional()
  .describe(
    'stop when fidelity <= fidelityBalance·Σ of the other terms of the loss, weights included, at a ' +
      'step k >= max(1, minSteps); 0 never stops early',
  );

/** Two runs that no longer agree. */
export const seedAgreementSchema = z
  .strictObject({
    most: z
      .number()
      .gt(0)
      .default(0.1)
      .describe('most disagreement, as a share of the spread of what is completed'),
    every: z.int().min(1).default(100).describe('steps between two comparisons'),
    patience: z
      .int()
      .min(1)
      .default(1000)
      .describe('end when they agreed, and no longer do for so many steps'),
  })
  .optional()
  .describe(
    'train a second run with another seed beside the first, and compare what both put where entries ' +
      'are missing: ‖x − y‖/‖(x + y)/2 − its mean‖. The result is a run of as many steps as they last ' +
      'agreed at; `steps`, or as many as validation takes, at most. {} takes the defaults',
  );

/** A spectrum that has settled. */
export const rankPlateauSchema = z
  .strictObject({
    change: z.number().min(0).describe('most change, as a share of the rank; 0 never stops early'),
    every: z.int().min(1).default(100).describe('steps between two looks at X'),
    looks: z.int().min(1).default(10).describe('how many looks are compared'),
  })
  .optional()
  .describe(
    'stop when the effective rank r of X has settled: max r − min r <= change·max r over the last ' +
      '`looks` looks, at a step k >= minSteps; r is that of instruments.effectiveRank',
  );
