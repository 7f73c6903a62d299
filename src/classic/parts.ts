import { z } from 'zod';
import type { ClassicName } from '../methods/names.js';
import { als, alsSchema } from './als.js';
import { bias, biasSchema } from './bias.js';
import { bpmf, bpmfSchema } from './bpmf.js';
import { fnnm, fnnmSchema } from './fnnm.js';
import { biharmonic, biharmonicSchema, harmonic, harmonicSchema } from './grid.js';
import { knn, knnSchema } from './knn.js';
import { lmafit, lmafitSchema } from './lmafit.js';
import { mean, meanSchema } from './mean.js';
import type { ClassicPart } from './method.js';
import { mss, mssSchema } from './mss.js';
import { softImpute, softImputeSchema } from './soft-impute.js';
import { svd, svdSchema } from './svd.js';
import { tnnr, tnnrSchema } from './tnnr.js';

/** Every classical method, in the order of names. */
export const classicParts = {
  als,
  bias,
  biharmonic,
  bpmf,
  fnnm,
  harmonic,
  knn,
  lmafit,
  mean,
  mss,
  'soft-impute': softImpute,
  svd,
  tnnr,
} satisfies Readonly<Record<ClassicName, Omit<ClassicPart, 'schema' | 'native'>>>;

/** A classical method with its settings. */
export const classicSchema = z
  .discriminatedUnion('type', [
    alsSchema,
    biasSchema,
    biharmonicSchema,
    bpmfSchema,
    fnnmSchema,
    harmonicSchema,
    knnSchema,
    lmafitSchema,
    meanSchema,
    mssSchema,
    softImputeSchema,
    svdSchema,
    tnnrSchema,
  ])
  .describe('a classical method with its settings');
