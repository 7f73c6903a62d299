import { z } from 'zod';

const mostEntries = 2 ** 32 - 1;

const side = z.int().min(1).max(mostEntries);

const blocks = z
  .strictObject({
    height: side.describe('rows of a block'),
    width: side.describe('columns of a block'),
    stride: z
      .union([side, z.tuple([side, side])])
      .optional()
      .meta({
        description:
          'rows and columns from one block to the next, one number for both or [rows, columns]; left ' +
          'out: the size of a block, so that blocks touch',
        expected: 'an integer >= 1 or two of them [rows, columns]',
      }),
  })
  .describe(
    'blocks of X from its first entry on; those that would reach over its border are left out',
  );

const overBlocks = z.strictObject({
  blocks,
  relate: z
    .enum(['positions', 'blocks'])
    .describe(
      'positions: T(X) has a row for each of the height·width positions within a block and a column ' +
        'for each block; blocks: a row for each block and a column for each position',
    ),
});

/** Which vectors of X a term relates: they are the rows of T(X). */
export const overSchema = z.union([z.enum(['rows', 'cols']), overBlocks]).meta({
  description:
    'which vectors of X the term relates: its rows, its columns, or the positions within blocks or ' +
    'the blocks themselves',
  expected: '"rows", "cols" or an object { blocks, relate }',
});

/** The same where X is never formed. */
export const axisSchema = z.enum(['rows', 'cols']).meta({
  description: 'which vectors of X the term relates: its rows or its columns',
  expected: '"rows" or "cols", all that sparse input takes,',
});

export type Over = z.output<typeof overSchema>;
