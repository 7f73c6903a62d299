import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { info } from '../src/info.js';
import { loadNative } from '../src/native/loader.js';

test('info tells the version, the instruction set and why a device is not used', () => {
  const { reason } = loadNative().info().cuda;
  const { version, isa, isas, cores, devices } = info();
  expect(version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  expect(isas).toContain(isa);
  expect(cores).toBeGreaterThanOrEqual(1);
  expect(devices).toEqual([
    { device: 'cpu', usable: true, reason: '' },
    { device: 'cuda', usable: reason === '', reason },
  ]);
});
