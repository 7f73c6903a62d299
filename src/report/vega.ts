import { LacunaError } from '../errors.js';

let loaded: Promise<typeof import('vega')> | undefined;

/**
 * vega, which draws charts and knows colour scales, loaded when the first report needs it.
 *
 * @throws LacunaError `LACUNA_NOT_INSTALLED`
 */
export function loadVega(): Promise<typeof import('vega')> {
  loaded ??= import('vega').catch((error: unknown) => {
    loaded = undefined;
    throw isMissing(error) ? notInstalled(error) : error;
  });
  return loaded;
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND';
}

function notInstalled(cause: unknown): LacunaError {
  return new LacunaError(
    'LACUNA_NOT_INSTALLED',
    'Expected the package vega, which draws reports, but it is not installed: npm install vega',
    { cause },
  );
}
