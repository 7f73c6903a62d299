import { z } from 'zod';

/** Where the blocks of DLRL start and how they learn, given the schemas of other parts. */
export interface SchattenParts<Start extends z.ZodType, Width extends z.ZodType> {
  readonly start: Start;
  readonly width: Width;
}

/** X = X̂1·X̂2·…·X̂I with X̂i = ReLU(Wi·Ki): see SchattenBlocksSpec in native/solver/spec.h. */
export function schattenBlocks<Start extends z.ZodType, Width extends z.ZodType>({
  start,
  width,
}: SchattenParts<Start, Width>) {
  const identity = z
    .strictObject({
      type: z.literal('identity'),
      scale: z.number().describe('entries on the main diagonal'),
    })
    .describe('scale on the main diagonal, 0 elsewhere');
  const starts = z.strictObject({
    ends: start
      .optional()
      .describe('of the first block and the last; left out: as the method says'),
    middle: z
      .union([identity, start])
      .optional()
      .describe('of the blocks between; left out: as the method says'),
  });
  const exponent = z.number().positive().max(2);
  return z
    .strictObject({
      type: z.literal('schatten-blocks').describe('the blocks of DLRL'),
      widths: z
        .array(width)
        .min(1)
        .max(999)
        .optional()
        .describe('inner widths d1…d(I−1) of I blocks'),
      exponent: z
        .union([exponent, z.array(exponent)])
        .optional()
        .meta({
          description: 'p of all blocks, or one for each: 2 is K = 1, less prefers low rank',
          expected: 'a number in (0, 2], or an array of such numbers',
        }),
      power: z
        .enum(['matrix', 'scaled-matrix', 'element-wise'])
        .optional()
        .describe(
          'K of a block, from S = YᵀY and q = (2 − p)/2: matrix (S + ridge·1)^q; scaled-matrix ' +
            '(S/s + ridge·1)^q with s the mean of the diagonal of S; element-wise the pseudo-inverse ' +
            'of (S + 0.002·max diagonal)^−q entry by entry, with Y = X + ∇f/(η·L)',
        ),
      ridge: z.number().min(0).optional().describe('added to the diagonal under a matrix power'),
      eta: z
        .number()
        .min(0)
        .max(1)
        .optional()
        .describe('where the step η starts; it is learned, and used as if within [0.001, 1]'),
      inputs: starts.optional().describe('where the inputs Xi start'),
      weights: z
        .union([starts, z.literal('matched')])
        .optional()
        .meta({
          description:
            "where the weights Wi start; 'matched': where X̂i = Xi, for inputs without entries below 0",
          expected: "'matched' or an object with ends and middle",
        }),
      refresh: z
        .int()
        .min(0)
        .optional()
        .describe('steps between Xi ← X̂i, with the weights matched again; 0 never'),
      centring: z
        .union([
          z.strictObject({
            damping: z
              .number()
              .min(0)
              .describe('entries that a row or column without any counts for'),
            level: z.number().describe('what the blocks complete is on average'),
          }),
          z.literal('none'),
        ])
        .optional()
        .meta({
          description:
            'complete what is left of the entries behind μ − level + b_i + c_j, the mean and the ' +
            'damped means of rows and columns',
          expected: "'none' or an object with damping and level",
        }),
    })
    .describe(
      'how the matrix is produced: X = X̂1·…·X̂I, X̂i = ReLU(Wi·Ki), Ki from Yi = Xi − ∇f/(η·Li)',
    );
}
