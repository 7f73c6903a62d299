import { z } from 'zod';

const decay = z.number().min(0).lt(1).optional();

/** How parameters move; what is left out is as the method says, or as is usual for another type. */
export const optimizerSchema = z
  .strictObject({
    type: z
      .enum(['adam', 'gradient-descent', 'group-rmsprop', 'irprop'])
      .optional()
      .describe(
        'adam: Kingma & Ba 2015, algorithm 1; gradient-descent: w ← w − α·g; group-rmsprop: ' +
          'w ← w − α·g/(√(v/(1 − β^t)) + ε) with one v ← β·v + (1 − β)·Σ‖g‖² over all parameters ' +
          '(Arora et al. 2019); irprop: iRprop+ of Igel & Hüsken 2000, where each parameter has its own ' +
          'step Δ: w ← w − Δ·sign(g), and back where g changed its sign and the loss rose',
      ),
    learningRate: z.number().positive().optional().describe('of all but irprop: step size α'),
    beta1: decay.describe('of adam: decay of the first moment'),
    beta2: decay.describe('of adam: decay of the second moment'),
    beta: decay.describe('of group-rmsprop: decay β of the squared norm of the gradient'),
    epsilon: z
      .number()
      .positive()
      .optional()
      .describe('of adam and group-rmsprop: ε added to the root'),
    weightDecay: z
      .number()
      .min(0)
      .optional()
      .describe('of adam: δ of the penalty δ/2·‖w‖², whose gradient δ·w the moments see with g'),
    initialStep: z.number().positive().optional().describe('of irprop: where every step Δ starts'),
    minStep: z.number().min(0).optional().describe('of irprop: the least step Δ'),
    maxStep: z.number().positive().optional().describe('of irprop: the greatest step Δ'),
    increase: z
      .number()
      .gt(1)
      .optional()
      .describe('of irprop: η⁺, by which Δ grows while its slope keeps its sign'),
    decrease: z
      .number()
      .gt(0)
      .lt(1)
      .optional()
      .describe('of irprop: η⁻, by which Δ shrinks when the sign changes'),
  })
  .describe('how parameters move');
