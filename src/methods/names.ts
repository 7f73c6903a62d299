export const methodNames = [
  'airnet',
  'airnet-paper',
  'dmf',
  'dmf-arora',
  'dmf-de',
  'dmf-fan',
  'rdmf',
  'sgmc',
] as const;

export type MethodName = (typeof methodNames)[number];

export const defaultMethod: MethodName = 'airnet';
