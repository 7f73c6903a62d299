import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanEnvironment, runForJson } from '../../bench/child.js';
import { largestDifference } from '../../bench/losses.js';
import { makeProblem, readProblem, stepFlops, writeProblem } from '../../bench/problem.js';
import { suiteTable } from '../../bench/report.js';
import type { Result } from '../../bench/result.js';
import { samplesOf } from '../../bench/samples.js';
import { readSettings } from '../../bench/settings.js';
import { exponent, summarise } from '../../bench/statistics.js';
import { digits, table } from '../../bench/table.js';

const node = (program: string) => ({ program: process.execPath, arguments: ['-e', program] });

describe('statistics', () => {
  it('takes the median and the outer tenths', () => {
    const samples = [5, 1, 4, 2, 3, 6, 11, 10, 9, 8, 7];
    expect(summarise(samples)).toEqual({ median: 6, low: 2, high: 10, samples: 11 });
    expect(summarise([2, 1]).median).toBe(1.5);
  });

  it.each([[[]], [[1, 0]], [[1, Number.NaN]]])('refuses %j', (samples) => {
    expect(() => summarise(samples)).toThrow('Expected positive samples');
  });

  it('finds the exponent of a cube', () => {
    expect(exponent({ size: 10, seconds: 3 }, { size: 20, seconds: 24 })).toBeCloseTo(3, 12);
  });
});

describe('settings', () => {
  it('fills in defaults', () => {
    expect(readSettings([])).toMatchObject({ seconds: 1, trials: 3, json: undefined });
    expect(readSettings(['--quick', '--suite', 'step,peers'])).toMatchObject({
      suites: ['step', 'peers'],
      seconds: 0.1,
      trials: 1,
    });
    expect(readSettings(['--help'])).toBeUndefined();
  });

  it.each([
    [['--suite', 'stop'], 'for --suite but received "stop"'],
    [['--trials', '0'], 'for --trials but received "0"'],
    [['--seconds', 'x'], 'for --seconds but received "x"'],
    [['--unknown'], "Unknown option '--unknown'"],
  ])('refuses %j', (args, message) => {
    expect(() => readSettings(args)).toThrow(message);
  });
});

describe('tables', () => {
  it('aligns its columns', () => {
    expect(table(['name', 'ms'], [['a', '1.25']], 1)).toBe(
      ['| name |   ms |', '|------|-----:|', '| a    | 1.25 |'].join('\n'),
    );
  });

  it.each([
    [0.012345, '0.0123'],
    [9.999, '10.0'],
    [1234.5, '1230'],
    [0, '0.00'],
  ])('writes %d as %s', (value, text) => {
    expect(digits(value)).toBe(text);
  });

  it('holds a kernel against the peak and against OpenBLAS', () => {
    const of = (implementation: string, median: number): Result => ({
      suite: 'kernels',
      subject: 'gemm-nn',
      shape: '10x10x10',
      implementation,
      isa: 'avx512',
      threads: 1,
      seconds: { median, low: median, high: median, samples: 5 },
      flops: 2000,
      bytes: 0,
      peak: 2e9,
      about: {},
    });
    const text = suiteTable('kernels', {
      results: [of('openblas', 4e-6), of('lacuna', 2e-6)],
      skipped: [{ implementation: 'x', reason: 'y' }],
    });
    expect(text).toMatch(/lacuna +\| avx512 \| 2\.00 \| +1\.00 \| +50\.0 % \| +\| +2\.00×/);
    expect(text).toContain('x left out: y');
  });
});

describe('losses', () => {
  it('gives the largest relative difference', () => {
    expect(largestDifference([2, 4], [2, 4.0002])).toBeCloseTo(5e-5, 8);
  });

  it.each([
    [[1, 1.001], 'Expected the loss 1 at step 1 but received 1.001'],
    [[1, Number.NaN], 'Expected the loss 1 at step 1 but received NaN'],
    [[1], 'Expected 2 losses but received 1'],
  ])('refuses %j', (found, message) => {
    expect(() => largestDifference([1, 1], found)).toThrow(message);
  });
});

describe('problem', () => {
  it('is the same after writing and reading', async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'lacuna-'));
    try {
      const problem = makeProblem(5, 3);
      await writeProblem(problem, folder);
      expect(await readProblem(folder)).toEqual(problem);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('counts nine products of n³ for a square', () => {
    expect(stepFlops(240, 240) / (2 * 240 ** 3)).toBeCloseTo(9 + 1 / 240, 10);
  });
});

describe('children', () => {
  it('hands on what a program prints as JSON, without settings of the shell', async () => {
    process.env.OPENBLAS_CORETYPE = 'Haswell';
    try {
      expect(cleanEnvironment({})).not.toHaveProperty('OPENBLAS_CORETYPE');
      const print =
        'console.log("noise"); console.log(JSON.stringify({ a: process.env.OMP_NUM_THREADS, b: process.env.OPENBLAS_CORETYPE }))';
      const environment = { OMP_NUM_THREADS: '1' };
      expect(await runForJson({ ...node(print), environment })).toEqual([{ a: '1' }]);
    } finally {
      delete process.env.OPENBLAS_CORETYPE;
    }
  });

  it('fails with the last line of standard error', async () => {
    const program = 'console.error("first"); console.error("why"); process.exit(3)';
    await expect(runForJson(node(program))).rejects.toThrow(/: why$/);
  });
});

describe('samples', () => {
  it('are seconds of one call', async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
    const samples = await samplesOf('pause', { seconds: 0.1, fewest: 3 }, pause);
    expect(samples.length).toBeGreaterThanOrEqual(3);
    for (const sample of samples) expect(sample).toBeGreaterThan(0.015);
  });

  it('reject with what the work throws', async () => {
    const work = () => Promise.reject(new Error('broken'));
    await expect(samplesOf('broken', { seconds: 0.1, fewest: 1 }, work)).rejects.toThrow('broken');
  });
});
