export const methodNames = [
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

export type MethodName = (typeof methodNames)[number];

export const defaultMethod: MethodName = 'airnet';
