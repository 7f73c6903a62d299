import { z } from 'zod';
import type { ClassicPart } from './method.js';

/** Rows and columns are coordinates: neighbours in the matrix are neighbours in the data. */
const onGrid =
  'for data on a grid, such as a picture: rows and columns in another order give another result';

const determined = 'one observed entry determines all: rows and columns are reflected at borders';

const stopping = { steps: 1, tolerance: 0 };

const [least, most] = [1e-3, 1e3];
const weight = z.number().min(least).max(most).default(1);

/** Where columns are times, rows are smooth: a small `colWeight` hardly looks at other rows. */
const directions = {
  rowWeight: weight.describe('what a squared difference of neighbours in a row counts'),
  colWeight: weight.describe('the same of neighbours in a column'),
};

export const harmonicSchema = z.strictObject({ type: z.literal('harmonic'), ...directions });

/** Missing entries are the mean of their neighbours: a soap film between observed ones. */
export const harmonic: ClassicPart<typeof harmonicSchema> = {
  name: 'harmonic',
  title: 'Harmonic functions between observed entries',
  paper: {
    title: 'Mathematical Models for Local Nontexture Inpaintings',
    authors: 'Tony F. Chan, Jianhong Shen',
    venue: 'SIAM Journal on Applied Mathematics 62(3)',
    year: 2002,
    url: 'https://doi.org/10.1137/S0036139900368844',
    equation: 'Section 3, harmonic inpainting: Δx = 0 at missing entries, x as observed elsewhere',
  },
  deviations: [
    onGrid,
    determined,
    'the 5-point Laplacian, each direction with a weight, solved exactly by a Cholesky factor',
  ],
  sparse: 'none',
  schema: harmonicSchema,
  stopping,
};

export const biharmonicSchema = z.strictObject({ type: z.literal('biharmonic'), ...directions });

/** Surfaces that pass observed entries without a kink. */
export const biharmonic: ClassicPart<typeof biharmonicSchema> = {
  name: 'biharmonic',
  title: 'Biharmonic functions between observed entries',
  paper: {
    title: 'On Surface Completion and Image Inpainting by Biharmonic Functions: Numerical Aspects',
    authors: 'Steven B. Damelin, Nguyen S. Hoang',
    venue: 'International Journal of Mathematics and Mathematical Sciences',
    year: 2018,
    url: 'https://doi.org/10.1155/2018/3950312',
    equation: '(1): Δ²x = 0 at missing entries, x as observed elsewhere',
  },
  deviations: [
    onGrid,
    determined,
    'Δ² is the 5-point Laplacian twice, each direction with a weight; estimates are limited to the range of what is observed, as scikit-image has them',
  ],
  sparse: 'none',
  schema: biharmonicSchema,
  stopping,
};
