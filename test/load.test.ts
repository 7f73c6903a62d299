import { describe, expect, test } from 'vitest';
import type { Load } from '../src/device.js';
import { loadOf, sparseLoad } from '../src/load.js';
import { needsOf } from '../src/memory.js';
import { resolveParts } from '../src/methods/resolve.js';
import { parseOptions } from '../src/options/parse.js';
import type { Options } from '../src/options/schema.js';
import { isOfCpu } from '../src/placement.js';
import { nativeSpec } from '../src/spec.js';

function specOf(options: Options, rows: number, cols: number) {
  const parsed = parseOptions(options);
  return nativeSpec(resolveParts(parsed), parsed, { rows, cols, range: 1 });
}

const steps = (count: number) => ({ stopping: { steps: count } });

describe('the model of a run', () => {
  test('a matrix: 5e-11 s·rows·cols·(rows + cols)·steps', () => {
    const { cpuSeconds } = loadOf(specOf(steps(1000), 100, 200), 0);
    expect(cpuSeconds).toBeCloseTo(5e-11 * 100 * 200 * 300 * 1000, 12);
  });

  test('factors: 2e-10 s·r·(|Ω| + Σ k²)·steps', () => {
    const options = { representation: { widths: [20, 10] }, ...steps(50) };
    const { cpuSeconds } = sparseLoad(specOf(options, 100, 200), 3000, 0);
    expect(cpuSeconds).toBeCloseTo(2e-10 * 10 * (3000 + 100 ** 2 + 200 ** 2) * 50, 12);
  });

  test('Schatten blocks: 2e-10 s·r·(|Ω| + 5·r·(rows + cols))·steps, a matrix as if observed', () => {
    const spec = specOf({ method: 'dlrl', ...steps(50) }, 40, 70);
    const seconds = (observed: number) => 2e-10 * 20 * (observed + 5 * 20 * 110) * 50;
    expect(sparseLoad(spec, 300, 9)).toEqual({ cpuSeconds: expect.any(Number), deviceBytes: 9 });
    expect(sparseLoad(spec, 300, 0).cpuSeconds).toBeCloseTo(seconds(300), 12);
    expect(loadOf(spec, 0).cpuSeconds).toBeCloseTo(seconds(2800), 12);
  });
});

describe('needs', () => {
  const needs = (options: Options) => needsOf({ rows: 1000, cols: 1000 }, parseOptions(options));

  test('a judged run counts with the steps of its longest run', () => {
    const { load } = needs({ method: 'airnet' });
    const spec = specOf(steps(1), 1000, 1000);
    const perStep = loadOf(spec, 0).cpuSeconds;
    expect((load as Load).cpuSeconds / perStep).toBeGreaterThan(1000);
  });

  test('beside a GPU this machine needs less memory than without', () => {
    const { onCpu, besideGpu, load } = needs({ method: 'dmf', ...steps(10) });
    expect(besideGpu).toBeLessThan(onCpu / 2);
    // Values, mask and what is scaled stay here.
    expect(besideGpu).toBeGreaterThan(1e6 * (8 + 4 + 1 + 8));
    // Three factors with gradient and two moments each.
    expect((load as Load).deviceBytes).toBeGreaterThan(9 * 4e6);
  });

  test('a classical method is of the CPU', () => {
    expect(needs({ method: 'als' }).load).toEqual({
      cpuOnly: 'Classical methods compute on the CPU.',
    });
  });
});

test.each([
  [{ method: 'als' }, true],
  [{ method: 'dlrl' }, false],
  [{ method: 'dmf' }, false],
] as [Options, boolean][])('of the CPU alone: %j %s', (options, expected) => {
  expect(isOfCpu(parseOptions(options))).toBe(expected);
});
