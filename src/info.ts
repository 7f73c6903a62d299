import type { NativeInfo } from './native/addon.js';
import { loadNative } from './native/loader.js';
import { packageVersion } from './version.js';

/** Whether a device can compute, and if not, why in one sentence. */
export interface DeviceInfo {
  readonly device: 'cpu' | 'cuda';
  readonly usable: boolean;
  /** '' when usable. */
  readonly reason: string;
}

export interface Info extends NativeInfo {
  /** Version of Lacuna. */
  readonly version: string;
  readonly devices: readonly DeviceInfo[];
}

/** The version, the processor's instruction set in use, the devices, and why one is not used. */
export function info(): Info {
  const native = loadNative().info();
  const devices: DeviceInfo[] = [
    { device: 'cpu', usable: true, reason: '' },
    { device: 'cuda', usable: native.cuda.reason === '', reason: native.cuda.reason },
  ];
  return { version: packageVersion(), ...native, devices };
}
