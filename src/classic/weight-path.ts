import { z } from 'zod';
import { invalidOption } from '../errors.js';

/**
 * The settings of a path of falling weights. Singular values, λ and what parameters of a penalty are
 * compared with are in units of s_1, the largest singular value of the observed entries (others 0), as
 * if the values were divided by it: so they mean the same for data of any unit and shape.
 */
export const weightPathShape = {
  start: z
    .number()
    .gt(0)
    .default(1)
    .describe(
      'λ of the first step, relative to the largest singular value of the observed entries (others 0)',
    ),
  factor: z.number().gt(0).lt(1).default(0.8).describe('λ of a step over that of the step before'),
  least: z
    .number()
    .gt(0)
    .default(1e-4)
    .describe('where the path ends, relative like start, which it may not exceed'),
  tolerance: z
    .number()
    .min(0)
    .default(1e-3)
    .describe('a λ is done when an iteration changes X at observed entries by no more than this'),
  iterations: z.int().min(1).default(100).describe('for each λ, at most'),
  maxRank: z
    .int()
    .min(1)
    .default(100)
    .describe('the largest singular values that are kept; the shorter side at most'),
} as const;

/**
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for a path that rises
 */
export function requireFall({
  start,
  least,
}: {
  readonly start: number;
  readonly least: number;
}): void {
  if (least > start) {
    throw invalidOption(`a number <= method.start (${start})`, 'method.least', least);
  }
}
