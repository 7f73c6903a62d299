export const methodNames = [
  'airnet',
  'airnet-paper',
  'dlrl',
  'dlrl-published',
  'dmf',
  'dmf-arora',
  'dmf-de',
  'rdmf',
] as const;

export type MethodName = (typeof methodNames)[number];

export const defaultMethod: MethodName = 'airnet';
