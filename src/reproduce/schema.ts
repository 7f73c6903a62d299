import { z } from 'zod';
import { type DataFile, dataFilesIn } from './data-files.js';

/**
 * A table of a paper as data: what is completed, by which methods with which options, and what the paper
 * prints. Paths are those of files below the data folder, with `/` between folders.
 */

const id = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
  .describe('a name of small letters, digits and hyphens');
const path = z
  .string()
  .regex(/^(?!\/)(?!.*\.\.)[^\\]+$/)
  .describe('a file below the data folder');

const maskSchema = z.union([
  z.strictObject({ file: path }).describe('a picture, white observed and black missing'),
  z
    .strictObject({ file: path, variable: z.string(), test: z.string() })
    .describe(
      'matrices of a .mat file, 1 for what is observed, and 1 for what is measured (nothing else is)',
    ),
  z
    .strictObject({ missing: z.number().gt(0).lt(1), seed: z.int().min(0) })
    .describe('that share of the entries missing at random'),
]);

const problemSchema = z
  .discriminatedUnion('type', [
    z
      .strictObject({ type: z.literal('picture'), file: path, mask: maskSchema })
      .describe('a grey picture; trained on as shares of the range of its type'),
    z
      .strictObject({
        type: z.literal('matrix'),
        file: path,
        variable: z.string().optional().describe('its name in a .mat file'),
        mask: maskSchema,
      })
      .describe('a whole matrix in .csv, .tsv, .npy or .mat'),
    z
      .strictObject({ type: z.literal('text-picture'), mask: maskSchema })
      .describe('the 240×240 picture of letters that is drawn here'),
    z
      .strictObject({
        type: z.literal('ratings'),
        file: path.describe('user, item and rating on each line'),
        test: path.describe('the numbers of the lines of `file` that are predicted, from 0'),
      })
      .describe('ratings, learned from and predicted'),
  ])
  .describe('one matrix with what is missing of it');

const metricSchema = z.enum([
  ...['nmae', 'rmse', 'mae', 'mse', 'psnrMissing', 'psnrAll', 'rsre'],
  ...['effectiveRank', 'leastNmae'],
] as const);

const caseSchema = z
  .strictObject({
    id,
    title: z.string().min(1),
    problems: z
      .array(problemSchema)
      .min(1)
      .describe('every run is made on each of them, and the case is their mean'),
  })
  .describe('a row, or a block of rows, of the table');

const printedSchema = z
  .strictObject({
    case: id,
    metric: metricSchema.optional().describe("left out: the table's first"),
    value: z.number(),
    note: z.string().optional().describe('why it may not be comparable'),
  })
  .describe('one number that the paper prints');

const optionsSchema = z
  .looseObject({ method: z.union([z.string(), z.looseObject({ type: z.string() })]) })
  .describe(
    'options of `complete`, or of `completeRatings`, with { file, variable } below the data folder where ' +
      'they take a matrix',
  );

const methodSchema = z
  .strictObject({
    id,
    title: z.string().min(1),
    options: optionsSchema
      .optional()
      .describe('left out: there is nothing to run, the paper alone has numbers'),
    optionsFor: z
      .record(id, optionsSchema)
      .default({})
      .describe('cases with other options, which replace `options`'),
    cases: z.array(id).min(1).optional().describe('left out: all cases'),
    deterministic: z
      .boolean()
      .default(false)
      .describe('draws nothing at random, so that one seed says it all'),
    unknown: z
      .enum(['means', 'method'])
      .default('means')
      .describe(
        'who predicts ratings of users and items that have none to learn from: damped means, and all ' +
          'predictions are clipped to the scale; or the method itself, which is not clipped either',
      ),
    printed: z.array(printedSchema).default([]),
    note: z.string().optional(),
  })
  .describe('a column of the table');

export const tableSchema = z
  .strictObject({
    id,
    title: z.string().min(1),
    paper: z.strictObject({
      title: z.string(),
      authors: z.string(),
      venue: z.string(),
      year: z.int(),
      url: z.string(),
      place: z.string().describe('which table or figure of the paper'),
    }),
    metrics: z.array(metricSchema).min(1).describe('what is compared, the first one above all'),
    seeds: z.int().min(1).default(3).describe('runs of each cell, with the seeds from 0'),
    cases: z.array(caseSchema).min(1),
    methods: z.array(methodSchema).min(1),
    notes: z.array(z.string()).default([]).describe('what to know before comparing'),
  })
  .superRefine((table, context) => {
    for (const message of faultsOf(table)) context.addIssue({ code: 'custom', message });
  });

/** A table as its data says it. */
export type TableData = z.input<typeof tableSchema>;
/** The same with the defaults filled in. */
export type Table = z.output<typeof tableSchema>;
export type Case = Table['cases'][number];
export type Problem = Case['problems'][number];
export type TableMethod = Table['methods'][number];
export type MethodOptions = NonNullable<TableMethod['options']>;
export type MetricName = z.output<typeof metricSchema>;

/** The options of a method for a case; undefined where there is nothing to run. */
export function optionsFor(method: TableMethod, { id: name }: Case): MethodOptions | undefined {
  if (method.cases && !method.cases.includes(name)) return undefined;
  return method.optionsFor[name] ?? method.options;
}

/** The name of the method that options ask for. */
export function methodNameOf({ method }: MethodOptions): string {
  return typeof method === 'string' ? method : method.type;
}

/** Every file below the data folder that a case wants, that of a method's graphs included. */
export function filesOfProblem(problem: Problem): DataFile[] {
  const mask = 'mask' in problem && 'file' in problem.mask ? [{ file: problem.mask.file }] : [];
  if (problem.type === 'text-picture') return mask;
  if (problem.type === 'ratings') return [{ file: problem.file }, { file: problem.test }];
  return [{ file: problem.file }, ...mask];
}

export function filesOfOptions(options: MethodOptions): DataFile[] {
  return dataFilesIn(options);
}

type Draft = Pick<Table, 'cases' | 'methods' | 'metrics'>;

/** What the parts of a table say of each other that is not so. */
function faultsOf({ cases, methods, metrics }: Draft): string[] {
  const caseIds = cases.map((one) => one.id);
  const named = methods.flatMap((method) => [
    ...(method.cases ?? []),
    ...Object.keys(method.optionsFor),
    ...method.printed.map((printed) => printed.case),
  ]);
  const printed = methods.flatMap((method) => method.printed.map(({ metric }) => metric));
  return [
    ...twice('case', caseIds),
    ...twice(
      'method',
      methods.map((method) => method.id),
    ),
    ...named
      .filter((name) => !caseIds.includes(name))
      .map((name) => `Expected one of the cases ${caseIds.join(', ')} but received ${name}`),
    ...printed
      .filter((metric) => metric !== undefined && !metrics.includes(metric))
      .map((metric) => `Expected one of the metrics ${metrics.join(', ')} but received ${metric}`),
  ];
}

function twice(what: string, ids: readonly string[]): string[] {
  return ids
    .filter((name, index) => ids.indexOf(name) !== index)
    .map((name) => `Expected each ${what} once but received ${name} twice`);
}
