import { z } from 'zod';

/** What is kept of a run: one line of the file of runs. */

const number = z.number().nullable(); // what is not finite is null in JSON

const series = z.looseObject({ steps: z.array(z.number()) });

const identity = {
  cell: z.string().describe('hash of what is computed, but for the seed'),
  seed: z.int(),
  case: z.string(),
  problem: z.int().describe('which of the problems of the case, from 0'),
  method: z.string(),
  options: z.looseObject({}).describe('as the table says them'),
  inputs: z.record(z.string(), z.string()).describe('digests of the files it was made from'),
  version: z.string(),
  finished: z.string().describe('date and time, ISO 8601'),
};

const completedSchema = z.object({
  ...identity,
  status: z.literal('completed'),
  steps: z.int(),
  stopReason: z.string(),
  loss: z.record(z.string(), number),
  metrics: z.record(z.string(), number),
  seconds: z.number(),
  secondsPerStep: z.number().nullable(),
  threads: z.int(),
  device: z.string(),
  machine: z.object({ cpu: z.string(), cores: z.int(), isa: z.string(), node: z.string() }),
  rank: z.number().optional(),
  trainingError: number.optional(),
  validation: z.looseObject({}).optional(),
  instruments: z.record(z.string(), series).optional(),
  trace: z.array(z.object({ step: z.int(), loss: z.record(z.string(), number) })).optional(),
});

const failedSchema = z.object({
  ...identity,
  status: z.literal('failed'),
  error: z.string(),
  code: z.string().nullable(),
});

export const recordSchema = z.discriminatedUnion('status', [completedSchema, failedSchema]);

export type RunRecord = z.output<typeof recordSchema>;
export type CompletedRun = z.output<typeof completedSchema>;
/** What is known of a run before it is made. */
export type RunIdentity = Pick<CompletedRun, keyof typeof identity>;
