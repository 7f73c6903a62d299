import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chooseDevice, cudaComputesNothing } from '../src/device.js';
import { info } from '../src/info.js';
import type { NativeModule } from '../src/native/addon.js';

test('info tells the version, the instruction set and why a device is not used', () => {
  const { version, isa, isas, cores, devices } = info();
  expect(version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  expect(isas).toContain(isa);
  expect(cores).toBeGreaterThanOrEqual(1);
  expect(devices).toEqual([
    { device: 'cpu', usable: true, reason: '' },
    { device: 'cuda', usable: false, reason: expect.stringMatching(/\S/) },
  ]);
});

test('a device that cannot compute is refused with the reason', () => {
  const native = (reason: string) => ({ info: () => ({ cuda: { reason } }) }) as NativeModule;
  expect(() => chooseDevice('cuda', native('no driver'))).toThrow(
    expect.objectContaining({
      code: 'LACUNA_DEVICE',
      message: 'Expected a device that can be used for device but received "cuda": no driver',
    }),
  );
  expect(() => chooseDevice('cuda', native(''))).toThrow(cudaComputesNothing);
  expect(chooseDevice('cpu', native(''))).toEqual({ device: 'cpu' });
  expect(chooseDevice('auto', native(''))).toEqual({
    device: 'cpu',
    deviceReason: cudaComputesNothing,
  });
});
