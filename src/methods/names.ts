export const methodNames = [
  'airnet',
  'airnet-paper',
  'dmf',
  'dmf-arora',
  'dmf-de',
  'rdmf',
  'sgmc',
] as const;

export type MethodName = (typeof methodNames)[number];

export const defaultMethod: MethodName = 'airnet';
