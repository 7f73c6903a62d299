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
  'tnnr',
] as const;

export const methodNames = [...deepNames, ...classicNames] as const;

export type DeepName = (typeof deepNames)[number];
export type ClassicName = (typeof classicNames)[number];
export type MethodName = DeepName | ClassicName;

export const defaultMethod: DeepName = 'airnet';
