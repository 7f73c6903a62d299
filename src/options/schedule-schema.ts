import { z } from 'zod';

const constant = z
  .strictObject({ type: z.literal('constant') })
  .describe('the learning rate stays as it is');

const plateau = z
  .strictObject({
    type: z.literal('plateau'),
    factor: z
      .number()
      .positive()
      .lt(1)
      .default(0.1)
      .describe('what the learning rate is multiplied with'),
    patience: z
      .int()
      .min(0)
      .default(10)
      .describe('steps in a row without a better loss that are let pass'),
    threshold: z
      .number()
      .min(0)
      .lt(1)
      .default(1e-4)
      .describe('share of the least loss so far by which a better one is below it'),
    stopBelow: z
      .number()
      .min(0)
      .lt(1)
      .default(0)
      .describe('stop when the learning rate is below this share of the first one; 0 never does'),
  })
  .describe('the learning rate falls when the loss no longer does');

/** How the learning rate changes during a run. */
export const scheduleSchema = z
  .discriminatedUnion('type', [constant, plateau])
  .describe('how the learning rate changes: constant, or plateau');
