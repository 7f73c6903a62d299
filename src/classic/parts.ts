import { z } from 'zod';
import type { ClassicName } from '../methods/names.js';
import { bias, biasSchema } from './bias.js';
import { mean, meanSchema } from './mean.js';
import type { ClassicPart } from './method.js';

/** Every classical method, in the order of names. */
export const classicParts = {
  bias,
  mean,
} satisfies Readonly<Record<ClassicName, Omit<ClassicPart, 'schema' | 'native'>>>;

/** A classical method with its settings. */
export const classicSchema = z
  .discriminatedUnion('type', [biasSchema, meanSchema])
  .describe('a classical method with its settings');
