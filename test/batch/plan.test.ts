import { afterEach, describe, expect, test, vi } from 'vitest';
import { planBatch } from '../../src/batch/plan.js';
import type { NativeModule } from '../../src/native/addon.js';
import * as loader from '../../src/native/loader.js';
import { parseBatchOptions } from '../../src/options/parse.js';

afterEach(() => vi.restoreAllMocks());

function plan(cores: number, options: object, items?: number) {
  const native = { info: () => ({ cores, cuda: { devices: [], reason: 'No CUDA.' } }) };
  vi.spyOn(loader, 'loadNative').mockReturnValue(native as unknown as NativeModule);
  return planBatch(parseBatchOptions(options), items);
}

describe('planBatch', () => {
  test.each([
    // cores, options, items, threads, in flight, outstanding
    [8, {}, undefined, 1, 10, 18],
    [8, {}, 1000, 1, 10, 18],
    [8, {}, 4, 2, 6, 10],
    [8, {}, 1, 8, 3, 4],
    [8, {}, 0, 8, 3, 4],
    [8, { threads: 2 }, undefined, 2, 6, 10],
    [8, { threads: 100 }, undefined, 100, 3, 4],
    [8, { concurrency: 2 }, undefined, 4, 4, 6],
    [8, { concurrency: 16 }, undefined, 1, 18, 34],
    [1, {}, undefined, 1, 3, 4],
  ])(
    '%i cores, %j, %s items: %i threads',
    (cores, options, items, threads, inFlight, outstanding) => {
      expect(plan(cores, options, items)).toEqual({ threads, limits: { inFlight, outstanding } });
    },
  );

  test('with cores to spare none stands ready: it would start at once', () => {
    const sparing = plan(8, { concurrency: 3, threads: 1 });
    expect(sparing).toEqual({ threads: 1, limits: { inFlight: 3, outstanding: 6 } });
  });

  test('with GPUs as many more as fill a job of each, and gather for the next one', () => {
    const limits = (gpus: number, options: object, problems?: number) => {
      const device = (index: number) => ({ index, name: 'One', computeCapability: '9.0' });
      const devices = Array.from({ length: gpus }, (_, index) => device(index));
      const native = { info: () => ({ cores: 8, cuda: { devices, reason: '' } }) };
      vi.spyOn(loader, 'loadNative').mockReturnValue(native as unknown as NativeModule);
      return planBatch(parseBatchOptions(options), undefined, problems).limits;
    };
    expect(limits(1, {})).toEqual({ inFlight: 256, outstanding: 384 });
    expect(limits(2, { device: 'cuda' })).toEqual({ inFlight: 512, outstanding: 768 });
    expect(limits(2, { device: 'cuda:1' })).toEqual({ inFlight: 256, outstanding: 384 });
    expect(limits(1, {}, 4)).toEqual({ inFlight: 64, outstanding: 96 });
    expect(limits(1, { device: 'cpu' })).toEqual({ inFlight: 10, outstanding: 18 });
    expect(limits(1, { concurrency: 3 })).toEqual(limits(0, { concurrency: 3 }));
  });

  test('a device that cannot be used', () => {
    expect(() => plan(8, { device: 'cuda' })).toThrow(/received "cuda": No CUDA/);
  });
});
