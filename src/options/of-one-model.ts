/** Options that say how one model is made, trained or watched, which `auto` decides by itself. */
export const ofOneModel = [
  'representation',
  'fidelity',
  'regularizers',
  'optimizer',
  'schedule',
  'stopping',
  'traceEvery',
  'validation',
  'tune',
  'instruments',
  'snapshots',
  'laplacians',
  'parameters',
] as const;
