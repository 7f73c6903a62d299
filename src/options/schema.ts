import { z } from 'zod';
import { efforts } from '../auto/effort.js';
import { classicSchema } from '../classic/parts.js';
import type { MaskInput } from '../matrix.js';
import {
  defaultDeepMethod,
  defaultMethod,
  methodNames,
  type SingleName,
  singleNames,
} from '../methods/names.js';
import type { ItemProgress, Progress } from '../progress.js';
import { instrumentsSchema, snapshotsSchema, sparseInstrumentsSchema } from './course-schema.js';
import { optimizerSchema } from './optimizer-schema.js';
import {
  fidelitySchema,
  regularizerSchema,
  representationSchema,
  sparseRegularizerSchema,
  sparseRepresentationSchema,
  stoppingSchema,
} from './parts-schema.js';
import { scheduleSchema } from './schedule-schema.js';
import type { factorStartSchema } from './start-schema.js';
import { predictAtSchema, tuneSchema, validationSchema } from './validation-schema.js';

/** @param single the default beside options of one model */
export function methodDescription(single: SingleName): string {
  return (
    'the method: auto, which chooses among the others by held entries; a deep one, whose parts are ' +
    'used where no part is given; or a classical one, by its name or with its settings as ' +
    `{ type, … }. Beside options that only say something of one model the default is ${single}`
  );
}

/**
 * The one schema of options. The TypeScript types below, the command line's flags, validation and
 * reference pages derive from it.
 */
export const optionsSchema = z.strictObject({
  method: z
    .union([z.enum(methodNames), classicSchema])
    .default(defaultMethod)
    .meta({
      description: methodDescription(defaultDeepMethod),
      expected: 'a method that `lacuna methods` lists',
    }),
  effort: z
    .enum(efforts)
    .optional()
    .describe(
      'time that method auto takes: for 240×240 entries on two cores about 2 s, 15 s or 120 s at most; ' +
        "left out: 'balanced'",
    ),
  representation: representationSchema.optional(),
  fidelity: fidelitySchema.optional(),
  regularizers: z
    .array(regularizerSchema)
    .optional()
    .describe("terms added to the fidelity, instead of the method's; [] is none"),
  optimizer: optimizerSchema.optional(),
  schedule: scheduleSchema.optional(),
  stopping: stoppingSchema.optional(),
  seed: z.int().min(0).default(0).meta({
    description: 'seed of all random draws; one seed gives one result',
    expected: 'an integer from 0 to 2^53 − 1',
  }),
  threads: z
    .union([z.int().min(1).max(65535), z.literal('auto')])
    .default('auto')
    .describe("threads at most; 'auto' takes the cores that are free; the result does not change"),
  device: z
    .union([
      z.enum(['auto', 'cpu', 'cuda']),
      z.templateLiteral(['cuda:', z.string().regex(/^\d{1,3}$/)]),
    ])
    .default('auto')
    .meta({
      description:
        "where to compute; 'cuda' is the first GPU, 'cuda:N' that of the number N; 'auto' takes the " +
        'first GPU where there is one and the run is worth it, else the CPU, and the result says why',
      expected: 'one of "auto", "cpu", "cuda", "cuda:N"',
    }),
  precision: z
    .enum(['auto', 'float32', 'bf16x3', 'tf32'])
    .default('auto')
    .describe(
      "how products are taken on a GPU; 'float32' gives the CPU's bits, 'bf16x3' and 'tf32' use tensor cores " +
        "(relative error about 4e-6 and 3e-4 instead of 3e-7), 'auto' is bf16x3 where the GPU has it",
    ),
  mask: z
    .custom<MaskInput>((value) => typeof value === 'object' && value !== null)
    .optional()
    .meta({
      description:
        'which entries are observed: 1 or true observed, 0 or false missing; wins over NaN',
      expected: 'a mask of 0 and 1',
    }),
  bounds: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low <= high)
    .optional()
    .meta({
      description: 'clip completed entries to [low, high], in the units of the input',
      expected: 'two numbers [low, high] with low <= high',
    }),
  keepObserved: z
    .boolean()
    .default(true)
    .describe(
      "observed entries of the result are the given values; false: the model's values everywhere",
    ),
  scale: z
    .union([
      z.enum(['observed', 'none']),
      z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high),
    ])
    .optional()
    .meta({
      description:
        "what training sees of a value x: 'observed' (x − min)/(max − min) of the observed values, " +
        "[low, high] (x − low)/(high − low), 'none' x itself; left out: 'observed', or what a " +
        'classical method names; pictures take the range of their type',
      expected: "'observed', 'none' or two numbers [low, high] with low < high",
    }),
  standardize: z
    .union([z.enum(['rows', 'cols']), z.literal(false)])
    .optional()
    .meta({
      description:
        'take from the observed entries of each row or column their mean, and divide by their standard ' +
        'deviation, as where columns have different units; the result is in the units of the input, ' +
        'losses and errors of the run are in deviations; left out: false, but method auto decides by itself',
      expected: "'rows', 'cols' or false",
    }),
  traceEvery: z
    .int()
    .min(0)
    .optional()
    .describe(
      'record the loss every so many steps and at the last one; 0 records none; left out: 100, or 1 ' +
        'with a classical method',
    ),
  validation: validationSchema.optional(),
  tune: tuneSchema.optional(),
  instruments: instrumentsSchema.optional(),
  snapshots: snapshotsSchema.optional(),
  laplacians: z.boolean().default(false).describe('return the learned Laplacians'),
  parameters: z
    .boolean()
    .default(false)
    .describe('return what a latent-network has learned, with which foldIn completes other rows'),
  onProgress: z
    .custom<(progress: Progress) => void>((value) => typeof value === 'function')
    .optional()
    .meta({
      description: 'hears of the loss about twenty times a second',
      expected: 'a function',
    }),
  signal: z
    .custom<AbortSignal>((value) => value instanceof AbortSignal)
    .optional()
    .meta({ description: 'aborts the run', expected: 'an AbortSignal' }),
});

/** Options of a batch: those of each item, and how the items share the machine. */
export const batchOptionsSchema = optionsSchema.extend({
  threads: optionsSchema.shape.threads.describe(
    "threads for each item at most; 'auto' is one, or more where there are fewer items at once " +
      'than cores; the result does not change',
  ),
  concurrency: z
    .int()
    .min(1)
    .max(65535)
    .optional()
    .describe(
      'items computed at once; left out: as many as there are cores for, with GPUs 256 of each',
    ),
  onProgress: z
    .custom<(progress: ItemProgress) => void>((value) => typeof value === 'function')
    .optional()
    .meta({
      description: 'hears of each item under way about twenty times a second',
      expected: 'a function',
    }),
  signal: optionsSchema.shape.signal.meta({
    description: 'aborts the batch',
    expected: 'an AbortSignal',
  }),
});

/** Options of a stream: those of a batch, and the order of its results. */
export const streamOptionsSchema = batchOptionsSchema.extend({
  order: z
    .enum(['input', 'finished'])
    .default('input')
    .describe(
      "order of results: 'input' as the source gave the items, 'finished' each as soon as it is " +
        'there, which keeps cores busier when items differ in size',
    ),
});

const singleMethod = z
  .union([z.enum(singleNames), classicSchema])
  .default(defaultDeepMethod)
  .meta({
    description:
      'the method: a deep one, whose parts are used where no part is given, or a classical one, by ' +
      'its name or with its settings as { type, … }',
    expected: 'a method that `lacuna methods` lists, other than auto,',
  });

/** Options for a model that is kept. */
export const fitOptionsSchema = optionsSchema.omit({ effort: true }).extend({
  method: singleMethod,
  standardize: z
    .union([z.literal('cols'), z.literal(false)])
    .default(false)
    .meta({
      description:
        'take from the observed entries of each column their mean, and divide by their standard ' +
        'deviation, as where columns have different units; new rows by the same numbers, and they are ' +
        'completed in the units of the input',
      expected: "'cols' or false",
    }),
});

/** Options for sparse input: X is never formed, so what needs all of it is not among them. */
export const sparseOptionsSchema = optionsSchema
  .omit({
    mask: true,
    keepObserved: true,
    standardize: true,
    snapshots: true,
    parameters: true,
  })
  .extend({
    effort: optionsSchema.shape.effort.describe(
      'time that method auto takes: for 57,600 listed entries on two cores about 2 s, 15 s or 120 s at ' +
        "most; left out: 'balanced'",
    ),
    predictAt: predictAtSchema.optional(),
    instruments: sparseInstrumentsSchema.optional(),
    representation: sparseRepresentationSchema.optional(),
    regularizers: z
      .array(sparseRegularizerSchema)
      .optional()
      .describe(optionsSchema.shape.regularizers.description as string),
    bounds: optionsSchema.shape.bounds.meta({
      ...optionsSchema.shape.bounds.meta(),
      description: 'clip predictions to [low, high], in the units of the input',
    }),
  });

/** Options for a model that is kept, from sparse input. */
export const sparseFitOptionsSchema = sparseOptionsSchema
  .omit({ effort: true })
  .extend({ method: singleMethod });

/** What `complete` accepts. */
export type Options = z.input<typeof optionsSchema>;

/** What `fit` accepts. */
export type FitOptions = z.input<typeof fitOptionsSchema>;
export type ParsedFitOptions = z.output<typeof fitOptionsSchema>;

/** Options with the defaults of the schema filled in (those of the method are not). */
export type ParsedOptions = z.output<typeof optionsSchema>;

/** What `completeBatch` accepts. */
export type BatchOptions = z.input<typeof batchOptionsSchema>;
export type ParsedBatchOptions = z.output<typeof batchOptionsSchema>;

/** What `completeStream` accepts. */
export type StreamOptions = z.input<typeof streamOptionsSchema>;
export type ParsedStreamOptions = z.output<typeof streamOptionsSchema>;

/** What `completeSparse` accepts. */
export type SparseOptions = z.input<typeof sparseOptionsSchema>;
export type ParsedSparseOptions = z.output<typeof sparseOptionsSchema>;

/** What `fitSparse` accepts. */
export type SparseFitOptions = z.input<typeof sparseFitOptionsSchema>;
export type ParsedSparseFitOptions = z.output<typeof sparseFitOptionsSchema>;

export type Start = z.input<typeof factorStartSchema>;
export type SpectralStart = NonNullable<
  Extract<Representation, { readonly type: 'spectral-chain' }>['start']
>;
export type Representation = z.input<typeof representationSchema>;
export type Fidelity = z.input<typeof fidelitySchema>;
export type Regularizer = z.input<typeof regularizerSchema>;
export type Optimizer = z.input<typeof optimizerSchema>;
export type InstrumentOptions = z.input<typeof instrumentsSchema>;
export type Schedule = z.input<typeof scheduleSchema>;
export type Stopping = z.input<typeof stoppingSchema>;
