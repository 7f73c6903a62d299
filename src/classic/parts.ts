import { z } from 'zod';
import type { ClassicName } from '../methods/names.js';
import { als, alsSchema } from './als.js';
import { bias, biasSchema } from './bias.js';
import { bpmf, bpmfSchema } from './bpmf.js';
import { mean, meanSchema } from './mean.js';
import type { ClassicPart } from './method.js';

/** Every classical method, in the order of names. */
export const classicParts = {
  als,
  bias,
  bpmf,
  mean,
} satisfies Readonly<Record<ClassicName, Omit<ClassicPart, 'schema' | 'native'>>>;

/** A classical method with its settings. */
export const classicSchema = z
  .discriminatedUnion('type', [alsSchema, biasSchema, bpmfSchema, meanSchema])
  .describe('a classical method with its settings');
