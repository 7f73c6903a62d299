import { z } from 'zod';
import type { ClassicPart } from './method.js';

export const teleaSchema = z.strictObject({
  type: z.literal('telea'),
  radius: z
    .int()
    .min(1)
    .max(127)
    .default(3)
    .describe('how far the entries are that a missing one is a mean of'),
});

/** Holes are closed from their edges inwards. */
export const telea: ClassicPart<typeof teleaSchema> = {
  name: 'telea',
  title: 'Inpainting by fast marching',
  paper: {
    title: 'An Image Inpainting Technique Based on the Fast Marching Method',
    authors: 'Alexandru Telea',
    venue: 'Journal of Graphics Tools 9(1)',
    year: 2004,
    url: 'https://doi.org/10.1080/10867651.2004.10487596',
    equation:
      '(2): a missing p is Σ w·x(q)/Σ w over what is known within the radius, in the order of T, |∇T| = 1; w = ' +
      '|(p − q)·∇T(p)|/|p − q|⁴/(1 + |T(p) − T(q)|)',
  },
  deviations: [
    'for data on a grid, such as a picture: rows and columns in another order give another result',
    'the gradients of x at q, which the paper adds, are left out: they overshoot in holes of any size',
    'weights fall with |p − q|³ after the unit vector, as in OpenCV, where the paper has the square',
  ],
  sparse: 'none',
  schema: teleaSchema,
  stopping: { steps: 1, tolerance: 0 },
};
