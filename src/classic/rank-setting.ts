import { z } from 'zod';

/** Width of factors. */
export const rankSetting = z.int().min(1).max(65_536).describe('columns of each factor');
