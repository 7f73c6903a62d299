/** Methods made of parts: see `src/methods`. */
export const deepNames = [
  'airnet',
  'airnet-paper',
  'dlrl',
  'dlrl-published',
  'dmf',
  'dmf-arora',
  'dmf-de',
  'dmf-fan',
  'rdmf',
  'sgmc',
] as const;

/** Classical methods, with settings of their own: see `src/classic`. */
export const classicNames = [
  'als',
  'bias',
  'biharmonic',
  'bpmf',
  'dnnr',
  'fnnm',
  'forest',
  'gauss-newton',
  'gaussian',
  'gpg',
  'harmonic',
  'irnn',
  'isvta',
  'knn',
  'lmafit',
  'mean',
  'mss',
  'nonlocal',
  'soft-impute',
  'svd',
  'telea',
  'tnnr',
] as const;

/** Methods that complete a matrix by one model. */
export const singleNames = [...deepNames, ...classicNames] as const;

export const methodNames = ['auto', ...singleNames] as const;

export type DeepName = (typeof deepNames)[number];
export type ClassicName = (typeof classicNames)[number];
export type SingleName = DeepName | ClassicName;
/** `auto` chooses among the others: see `src/auto`. */
export type MethodName = 'auto' | SingleName;

export const defaultMethod = 'auto';

/** Where options say something of how one model is made or trained, and for models that are kept. */
export const defaultDeepMethod: DeepName = 'airnet';
