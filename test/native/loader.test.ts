import { describe, expect, it } from 'vitest';
import { loadFirst, loadNative } from '../../src/native/loader.js';
import { nativeFile } from './support.js';

describe('loader', () => {
  it('finds the built module and keeps it', () => {
    expect(loadNative()).toBe(loadNative());
    expect(Object.keys(loadNative()).sort()).toEqual([
      'estimateBytes',
      'estimateClassicBytes',
      'estimateSparseBytes',
      'info',
      'isFactored',
      'start',
      'startClassic',
      'startFold',
      'startSparse',
    ]);
  });

  it('goes on to the next file when one cannot be loaded', () => {
    expect(Object.keys(loadFirst(['/nowhere/lacuna.node', nativeFile]))).toContain('start');
  });

  it('says what was tried, why it failed and how to build', () => {
    const load = () => loadFirst(['/nowhere/a.node', '/nowhere/b.node']);
    expect(load).toThrow(/Tried:\n {2}\/nowhere\/a\.node: .+\n {2}\/nowhere\/b\.node: .+/);
    expect(load).toThrow(/Build it with: node ".*install\.cjs"/);
    expect(load).toThrow(expect.objectContaining({ code: 'LACUNA_NOT_BUILT' }));
  });
});

describe('info', () => {
  it('has the shape that addon.ts describes', () => {
    const info = loadNative().info();
    expect(Object.keys(info).sort()).toEqual(['compiler', 'cores', 'cuda', 'isa', 'isas']);
    expect(info.isas).toContain(info.isa);
    expect(info.cores).toBeGreaterThanOrEqual(1);
    expect(info.compiler).toMatch(/\d/);
  });

  it('says whether CUDA is compiled in, and why no device can be used where none can', () => {
    const { cuda } = loadNative().info();
    expect(Object.keys(cuda).sort()).toEqual(['compiled', 'devices', 'reason', 'toolkit']);
    expect(cuda.toolkit).toMatch(cuda.compiled ? /^\d+\.\d+$/ : /^$/);
    expect(cuda.reason).toMatch(cuda.devices.length > 0 ? /^$/ : /^[A-Z].*\.$/);
    for (const device of cuda.devices) {
      expect(device.computeCapability).toMatch(/^\d+\.\d$/);
      expect(device.memoryBytes).toBeGreaterThan(0);
    }
  });
});
