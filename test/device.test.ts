import { describe, expect, test } from 'vitest';
import {
  type AskedDevice,
  type CpuOnly,
  type CudaReport,
  chooseDevice,
  equalGpus,
  type Load,
  nativeDevice,
  requireDevice,
  requirePrecision,
} from '../src/device.js';
import type { NativeCudaDevice, NativeModule } from '../src/native/addon.js';

const gigabyte = 1e9;
const hopper: NativeCudaDevice = {
  index: 0,
  name: 'Large',
  computeCapability: '9.0',
  memoryBytes: 80 * gigabyte,
  multiprocessors: 132,
};
const turing = { ...hopper, index: 1, name: 'Old', computeCapability: '7.5' };
const none: CudaReport = { compiled: true, toolkit: '13.0', devices: [], reason: 'No driver.' };
const some = (...devices: NativeCudaDevice[]): CudaReport => ({ ...none, devices, reason: '' });

const large = { cpuSeconds: 100, deviceBytes: gigabyte };
const small = { cpuSeconds: 0.25, deviceBytes: gigabyte };
const ofCpu = { cpuOnly: 'Classical methods compute on the CPU.' };

const asked = (
  device: AskedDevice['device'],
  precision: AskedDevice['precision'] = 'auto',
): AskedDevice => ({ device, precision });

type Refusal = [
  AskedDevice['device'],
  AskedDevice['precision'],
  CudaReport,
  Load | CpuOnly,
  code: string,
  reason: string,
];

const choose = (one: AskedDevice, report: CudaReport, load: Load | CpuOnly) =>
  chooseDevice(one, () => report, load);

describe('auto', () => {
  test('takes the first GPU for a run that is worth it, in its fastest precision', () => {
    expect(choose(asked('auto'), some(hopper, turing), large)).toEqual({
      device: 'cuda:0',
      precision: 'bf16x3',
    });
    expect(choose(asked('auto'), some(turing), large)).toEqual({
      device: 'cuda:1',
      precision: 'float32',
    });
    expect(choose(asked('auto', 'float32'), some(hopper), large).precision).toBe('float32');
    expect(choose(asked('auto', 'tf32'), some(hopper), large).precision).toBe('tf32');
  });

  test.each([
    ['no GPU', none, large, 'No driver.'],
    [
      'a small run',
      some(hopper),
      small,
      'The run is small, about 0.3 s on one core; a GPU is taken above 1 s.',
    ],
    ['a method of the CPU', some(hopper), ofCpu, ofCpu.cpuOnly],
    [
      'no room',
      some(hopper),
      { cpuSeconds: 100, deviceBytes: 73 * gigabyte },
      'The run would take 73.0 GB of the memory of cuda:0, which has 72.0 GB for it.',
    ],
    ['a number without a value', some(hopper), { ...large, cpuSeconds: Number.NaN }, /small/],
  ])('%s: the CPU, and why', (_, report, load, reason) => {
    const choice = choose(asked('auto'), report, load);
    expect(choice).toMatchObject({ device: 'cpu', precision: 'float32' });
    expect(choice.deviceReason).toMatch(reason);
  });

  test('a precision that the GPU has not: the CPU, and why', () => {
    expect(choose(asked('auto', 'bf16x3'), some(turing), large)).toEqual({
      device: 'cpu',
      precision: 'float32',
      deviceReason: 'Precision bf16x3 needs compute capability 8.0 or more, cuda:1 (Old) has 7.5.',
    });
  });
});

describe('a device that was asked for', () => {
  test('cpu asks no driver and gives no reason', () => {
    const unasked = () => {
      throw new Error('asked');
    };
    const choice = { device: 'cpu', precision: 'float32' };
    expect(chooseDevice(asked('cpu'), unasked, large)).toEqual(choice);
    expect(chooseDevice(asked('cpu', 'float32'), unasked, large)).toEqual(choice);
  });

  test('cuda is the first one, cuda:N that of the number, for small runs too', () => {
    const report = some(hopper, turing);
    expect(choose(asked('cuda'), report, small)).toMatchObject({ device: 'cuda:0' });
    expect(choose(asked('cuda:1'), report, small)).toEqual({
      device: 'cuda:1',
      precision: 'float32',
    });
    expect(choose(asked('cuda'), some(turing), small)).toMatchObject({ device: 'cuda:1' });
  });

  test.each([
    ['cuda', 'auto', none, large, 'LACUNA_DEVICE', 'No driver.'],
    ['cuda:2', 'auto', some(hopper, turing), large, 'LACUNA_DEVICE', 'only cuda:0, cuda:1.'],
    ['cuda:1', 'bf16x3', some(hopper, turing), large, 'LACUNA_DEVICE', 'has 7.5.'],
    ['cuda:1', 'tf32', some(hopper, turing), large, 'LACUNA_DEVICE', 'Precision tf32 needs'],
    ['cuda', 'auto', some(hopper), ofCpu, 'LACUNA_DEVICE', ofCpu.cpuOnly],
    [
      'cuda',
      'auto',
      some(hopper),
      { cpuSeconds: 1, deviceBytes: 1e12 },
      'LACUNA_OUT_OF_MEMORY',
      'has 72.0 GB for it.',
    ],
  ] as Refusal[])('%s (%s) that cannot compute it is refused', (device, precision, ...others) => {
    const [report, load, code, reason] = others;
    const expected = `Expected a device that can be used for device but received "${device}": `;
    expect(() => choose(asked(device, precision), report, load)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(expected) }),
    );
    expect(() => choose(asked(device, precision), report, load)).toThrow(reason);
  });

  test.each(['bf16x3', 'tf32'] as const)('%s beside cpu is refused in one line', (precision) => {
    expect(() => requirePrecision(asked('cpu', precision))).toThrow(
      expect.objectContaining({
        code: 'LACUNA_INVALID_OPTION',
        message:
          'Expected "auto" or "float32" beside device "cpu" for precision but received ' +
          `"${precision}" (of type string)`,
      }),
    );
    expect(() => requirePrecision(asked('cpu', 'float32'))).not.toThrow();
    expect(() => requirePrecision(asked('auto', precision))).not.toThrow();
  });
});

describe('before anything is known of the run', () => {
  const native = (cuda: CudaReport) => ({ info: () => ({ cuda }) }) as NativeModule;

  test('a device that is not there is refused, auto and the CPU are not', () => {
    expect(() => requireDevice(asked('cuda'), native(none))).toThrow('received "cuda": No driver.');
    for (const device of ['auto', 'cpu'] as const) {
      expect(() => requireDevice(asked(device), native(none))).not.toThrow();
    }
    expect(() => requireDevice(asked('cuda'), native(some(hopper)))).not.toThrow();
  });
});

test('the engine hears of the device by its number', () => {
  expect(nativeDevice({ device: 'cpu', precision: 'float32' })).toEqual({ type: 'cpu' });
  expect(nativeDevice({ device: 'cuda:12', precision: 'bf16x3' })).toEqual({
    type: 'cuda',
    index: 12,
    precision: 'bf16x3',
  });
});

test('runs may take all GPUs of the first one’s model in turn, or the one that was asked for', () => {
  const twin = { ...hopper, index: 2 };
  const report = some(hopper, turing, twin);
  const indices = (device: AskedDevice['device']) =>
    equalGpus(device, report).map(({ index }) => index);
  expect(indices('cuda')).toEqual([0, 2]);
  expect(indices('auto')).toEqual([0, 2]);
  expect(indices('cuda:1')).toEqual([1]);
  expect(indices('cpu')).toEqual([]);
  expect(equalGpus('cuda', { ...report, reason: 'Broken.' })).toEqual([]);
});
