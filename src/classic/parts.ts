import { z } from 'zod';
import type { ClassicName } from '../methods/names.js';
import { als, alsSchema } from './als.js';
import { bias, biasSchema } from './bias.js';
import { bpmf, bpmfSchema } from './bpmf.js';
import { dnnr, dnnrSchema } from './dnnr.js';
import { fnnm, fnnmSchema } from './fnnm.js';
import { forest, forestSchema } from './forest.js';
import { gaussNewton, gaussNewtonSchema } from './gauss-newton.js';
import { gaussian, gaussianSchema } from './gaussian.js';
import { gpg, gpgSchema } from './gpg.js';
import { biharmonic, biharmonicSchema, harmonic, harmonicSchema } from './grid.js';
import { irnn, irnnSchema } from './irnn.js';
import { isvta, isvtaSchema } from './isvta.js';
import { knn, knnSchema } from './knn.js';
import { lmafit, lmafitSchema } from './lmafit.js';
import { mean, meanSchema } from './mean.js';
import type { ClassicPart } from './method.js';
import { mss, mssSchema } from './mss.js';
import { nonlocal, nonlocalSchema } from './nonlocal.js';
import { softImpute, softImputeSchema } from './soft-impute.js';
import { svd, svdSchema } from './svd.js';
import { telea, teleaSchema } from './telea.js';
import { tnnr, tnnrSchema } from './tnnr.js';

/** Every classical method, in the order of names. */
export const classicParts = {
  als,
  bias,
  biharmonic,
  bpmf,
  dnnr,
  fnnm,
  forest,
  'gauss-newton': gaussNewton,
  gaussian,
  gpg,
  harmonic,
  irnn,
  isvta,
  knn,
  lmafit,
  mean,
  mss,
  nonlocal,
  'soft-impute': softImpute,
  svd,
  telea,
  tnnr,
} satisfies Readonly<Record<ClassicName, Omit<ClassicPart, 'schema' | 'native' | 'iterations'>>>;

/** A classical method with its settings. */
export const classicSchema = z
  .discriminatedUnion('type', [
    alsSchema,
    biasSchema,
    biharmonicSchema,
    bpmfSchema,
    dnnrSchema,
    fnnmSchema,
    forestSchema,
    gaussNewtonSchema,
    gaussianSchema,
    gpgSchema,
    harmonicSchema,
    irnnSchema,
    isvtaSchema,
    knnSchema,
    lmafitSchema,
    meanSchema,
    mssSchema,
    nonlocalSchema,
    softImputeSchema,
    svdSchema,
    teleaSchema,
    tnnrSchema,
  ])
  .describe('a classical method with its settings');
