import { LacunaError } from './errors.js';
import type { NativeModule } from './native/addon.js';
import type { ParsedOptions } from './options/schema.js';

export const cudaComputesNothing = 'the CUDA engine computes nothing yet in this version';

/** Where a run computes, and why there when the caller left it open. */
export interface DeviceChoice {
  readonly device: 'cpu';
  readonly deviceReason?: string;
}

/**
 * @throws {LacunaError} `LACUNA_DEVICE` when the device asked for cannot compute
 */
export function chooseDevice(asked: ParsedOptions['device'], native: NativeModule): DeviceChoice {
  if (asked === 'cpu') return { device: 'cpu' };
  if (asked === 'auto') return { device: 'cpu', deviceReason: cudaComputesNothing };
  const reason = native.info().cuda.reason || cudaComputesNothing;
  throw new LacunaError(
    'LACUNA_DEVICE',
    `Expected a device that can be used for device but received "cuda": ${reason}`,
  );
}
