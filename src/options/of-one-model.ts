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

/** Whether options say something of one model, and so do not leave the choice to `auto`. */
export function isOfOneModel(options: Readonly<Record<string, unknown>>): boolean {
  return ofOneModel.some((name) => options[name] !== undefined && options[name] !== false);
}
