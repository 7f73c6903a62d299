import { z } from 'zod';
import { invalidOption } from '../errors.js';
import { finiteEntry, givenMatrix } from '../given-matrix.js';
import type { MatrixInput } from '../matrix.js';
import { isObject } from '../options/is-object.js';
import { toScaled } from '../scaling.js';
import type { ClassicExtent, ClassicPart } from './method.js';

/** Methods whose completion one can start from. */
export const nonlocalStarts = ['biharmonic', 'harmonic', 'telea'] as const;

/** Ends of the path of σ, as shares of the observed range. */
const usualNoise = { from: 60 / 255, to: 2 / 255 };

const share = z.number().gt(0).max(10);

export const nonlocalSchema = z.strictObject({
  type: z.literal('nonlocal'),
  patch: z
    .int()
    .min(1)
    .max(32)
    .default(8)
    .describe('side of a patch in entries; that of the matrix where it is shorter'),
  stride: z
    .int()
    .min(1)
    .max(32)
    .default(3)
    .describe('between the patches that groups are made for; a side of the patch at most'),
  radius: z
    .int()
    .min(1)
    .max(127)
    .default(12)
    .describe('how far similar patches are looked for, up, down, left and right'),
  similar: z
    .int()
    .min(2)
    .max(512)
    .default(48)
    .describe('patches in a group; as many as there are within the radius at most'),
  steps: z.int().min(1).max(1000).default(20).describe('how many σ there are, one for each step'),
  noise: z
    .strictObject({
      from: share.default(usualNoise.from).describe('the first σ'),
      to: share.default(usualNoise.to).describe('the last σ'),
    })
    .default(usualNoise)
    .describe('the path of σ, geometric, as shares of the range of what is observed'),
  threshold: z.number().min(0).default(2.7).describe('λ, how much singular values are shrunk'),
  matchEvery: z.int().min(1).default(4).describe('steps between two searches for patches'),
  levels: z
    .int()
    .min(1)
    .max(8)
    .default(1)
    .describe(
      'grids, each of half the size of the one before it, completed from coarse to fine; fewer where ' +
        'one would be smaller than a patch or has nothing missing; 1 beside a start that is a matrix',
    ),
  start: z
    .union([z.enum(nonlocalStarts), z.custom<MatrixInput>(isObject)])
    .default('biharmonic')
    .meta({
      description:
        'the completion that is refined: by a method, or one made elsewhere, a matrix of the same ' +
        'shape that is finite at missing entries (what it says of observed ones is not used); a file ' +
        'on the command line',
      expected: "'biharmonic', 'harmonic', 'telea' or a matrix",
    }),
});

type NonlocalStart = z.output<typeof nonlocalSchema>['start'];

/** Groups of similar patches, nearly of low rank. */
export const nonlocal: ClassicPart<typeof nonlocalSchema> = {
  name: 'nonlocal',
  title: 'Nonlocal low rank: groups of similar patches',
  paper: {
    title: 'Nonlocal Image Restoration With Bilateral Variance Estimation: A Low-Rank Approach',
    authors: 'Weisheng Dong, Guangming Shi, Xin Li',
    venue: 'IEEE Transactions on Image Processing 22(2)',
    year: 2013,
    url: 'https://doi.org/10.1109/TIP.2012.2221729',
    equation:
      'each group of similar patches is replaced by U·S_w(Σ)·Vᵀ, its singular values shrunk; weights as in Gu, Xie, ' +
      'Meng, Zuo, Feng, Zhang, Weighted nuclear norm minimization and its applications to low level vision, ' +
      'International Journal of Computer Vision 121, 2017: s − λ·√K·σ²/√(s² − K·σ²) for K patches',
  },
  deviations: [
    'for data on a grid, such as a picture: rows and columns in another order give another result',
    'missing entries are all that changes, and only groups that hold one are worked on',
    'with `levels` the start is made from the completion of a coarser grid',
    'σ is no estimate: it falls geometrically from step to step, so that structure settles before detail',
    'the mean patch of a group is taken off first, and is not shrunk',
    'patches are averaged with weights 1 − rank/K',
    'the loss is over observed entries that patches cover, as the patches have them; the estimate of an ' +
      'observed entry is its value',
  ],
  sparse: 'none',
  schema: nonlocalSchema,
  stopping: { steps: 1000, tolerance: 0 },
  iterations: ({ steps }) => steps,
  native: ({ start, noise: { from, to }, ...others }, extent) => {
    if (typeof start !== 'string' && others.levels > 1) {
      throw invalidOption('1 beside a start that is a matrix', 'method.levels', others.levels);
    }
    return { ...others, noiseFrom: from, noiseTo: to, start: startOf(start, extent) };
  },
};

/** The name, or the entries that are missing, scaled, and NaN at the others. */
function startOf(start: NonlocalStart, extent: ClassicExtent): string | Float32Array {
  if (typeof start === 'string') return start;
  const grid = givenMatrix(start, extent, 'method.start');
  const { cols, mask, scaling } = extent;
  // Without a mask nothing runs: only the memory is asked for, which is that of a harmonic start.
  if (!mask) return 'harmonic';
  return Float32Array.from(mask, (observed, k) =>
    observed ? Number.NaN : toScaled(finiteEntry(grid, Math.floor(k / cols), k % cols), scaling),
  );
}
