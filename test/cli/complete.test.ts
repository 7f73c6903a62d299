import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { randomMask, readMatrix, writeMatrix } from '../../src/index.js';
import { blankPng } from '../image/blank-png.js';
import { capture } from './capture.js';

let folder: string;
const at = (name: string) => join(folder, name);

/** A matrix of rank one with one third missing, its truth and its mask. */
async function writeProblem() {
  const shape = { rows: 8, cols: 9 };
  const truth = Float64Array.from(
    { length: 72 },
    (_, k) => ((k % 9) + 1) * (Math.floor(k / 9) + 2),
  );
  const mask = randomMask(shape, 1 / 3, 1);
  const data = truth.map((value, k) => (mask.data[k] ? value : Number.NaN));
  await writeMatrix(at('input.csv'), { data, ...shape });
  await writeMatrix(at('truth.csv'), { data: truth, ...shape });
  await writeMatrix(at('mask.npy'), { data: Float32Array.from(mask.data), ...shape });
  return { data, mask };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-cli-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a matrix', () => {
  const reportKeys = [
    ...['method', 'rows', 'cols', 'channels', 'observed', 'seed', 'device', 'threads'],
    ...['steps', 'stopReason', 'seconds', 'secondsPerStep', 'loss', 'metrics'],
  ];

  test('--json prints one object with exactly the keys of the contract', async () => {
    const { mask } = await writeProblem();
    const { status, out, err } = await capture([
      ...['complete', at('input.csv'), '--truth', at('truth.csv'), '--json'],
      ...['--steps', '50', '--seed', '7', '--threads', '1'],
    ]);
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^\{.*\}\n$/);
    const report = JSON.parse(out);
    expect(Object.keys(report)).toEqual(reportKeys);
    expect(report).toMatchObject({
      ...{ method: 'airnet', rows: 8, cols: 9, channels: 1, seed: 7, device: 'cpu', threads: 1 },
      ...{ steps: 50, stopReason: 'steps', observed: mask.data.filter(Boolean).length },
    });
    expect(Object.keys(report.loss).slice(0, 2)).toEqual(['total', 'fidelity']);
    const metrics = ['nmae', 'rmse', 'mae', 'psnrMissing', 'psnrAll', 'rsre'];
    expect(Object.keys(report.metrics)).toEqual(metrics);
    for (const value of Object.values(report.metrics)) expect(value).toBeTypeOf('number');
  });

  test('--set validation: held entries pick the number of steps', async () => {
    await writeProblem();
    const line = ['complete', at('input.csv'), '--method', 'dmf', '--threads', '1'];
    const set = ['--set', 'validation.share=0.2', '--set', 'validation.patience=300'];
    const { status, out } = await capture([...line, ...set, '--json']);
    expect(status).toBe(0);
    const { steps, stopReason, validation } = JSON.parse(out);
    expect(validation).toMatchObject({ entries: 10, steps });
    const look = validation.curve.steps.indexOf(steps);
    expect(validation.error).toBe(validation.curve.values[look]);
    expect(['validation', 'steps']).toContain(stopReason);
    const text = await capture([...line, ...set]);
    expect(text.out).toMatch(/held {5}rmse \S+ at 10 entries after \d+ steps, found in [\d.]+ s/);
    const limited = await capture([...line, ...set, '--steps', '150', '--json']);
    expect(JSON.parse(limited.out).validation.curve.steps).toEqual([100, 150]);
    const off = await capture([...line, '--set', 'validation=false', '--json']);
    expect(JSON.parse(off.out)).toMatchObject({ steps: 10_000, stopReason: 'steps' });
  });

  test('--method dmf-fan, its network set by its options', async () => {
    await writeProblem();
    const { status, out } = await capture([
      ...['complete', at('input.csv'), '--truth', at('truth.csv'), '--json', '--steps', '50'],
      ...['--method', 'dmf-fan', '--set', 'representation.type=latent-network'],
      ...['--set', 'representation.latent=1', '--set', 'representation.widths=[4]'],
      ...['--set', 'parameters=true'],
    ]);
    expect(status).toBe(0);
    const report = JSON.parse(out);
    expect(Object.keys(report)).toEqual(reportKeys);
    expect(Object.keys(report.loss)).toEqual(['total', 'fidelity', 'weightDecay', 'latentDecay']);
  });

  test('without a truth metrics are null; nothing is written without --output', async () => {
    await writeProblem();
    const before = await readdir(folder);
    const { out } = await capture(['complete', at('input.csv'), '--json', '--steps', '5']);
    expect(JSON.parse(out).metrics).toBeNull();
    expect(await readdir(folder)).toEqual(before);
  });

  test('the output keeps what was observed, names included, and fills the rest', async () => {
    await writeFile(at('named.csv'), 'id,a,b,c\nr1,1,,3\nr2,2,4,\nr3,3,6,9\n');
    const args = ['complete', at('named.csv'), '-o', at('out.csv'), '--steps', '300'];
    const { status, out } = await capture(args);
    expect(status).toBe(0);
    expect(out).toContain(`written  ${at('out.csv')}`);
    const result = await readMatrix(at('out.csv'));
    expect(result).toMatchObject({ rowNames: ['r1', 'r2', 'r3'], colNames: ['a', 'b', 'c'] });
    const { data } = result;
    expect([data[0], data[2], data[3], data[4], data[6], data[7], data[8]]).toEqual([
      1, 3, 2, 4, 3, 6, 9,
    ]);
    expect(data.every(Number.isFinite)).toBe(true);
  });

  test('the model fits: a rank-one matrix comes back', async () => {
    await writeProblem();
    const args = ['--truth', at('truth.csv'), '--method', 'dmf', '--steps', '4000', '--json'];
    const { out } = await capture(['complete', at('input.csv'), ...args]);
    expect(JSON.parse(out).metrics.nmae).toBeLessThan(0.02);
  });

  test('--mask wins over what the file holds; NaN and mask say the same', async () => {
    await writeProblem();
    const run = async (name: string, args: string[]) => {
      const output = at(name);
      const flags = ['--steps', '100', '-o', output];
      const { status } = await capture(['complete', ...args, ...flags]);
      expect(status).toBe(0);
      return readFile(output);
    };
    const fromNaN = await run('a.npy', [at('input.csv')]);
    const fromMask = await run('b.npy', [at('truth.csv'), '--mask', at('mask.npy')]);
    expect(fromMask.equals(fromNaN)).toBe(true);
  });

  test('the same bytes for any number of threads and on a second run', async () => {
    await writeProblem();
    const run = async (threads: string) => {
      const output = at(`${threads}.npy`);
      const flags = ['--threads', threads, '--steps', '200', '-o', output];
      await capture(['complete', at('input.csv'), ...flags]);
      return readFile(output);
    };
    const one = await run('1');
    expect((await run('1')).equals(one)).toBe(true);
    expect((await run('2')).equals(one)).toBe(true);
  });

  test('all observed values equal: that value, no steps', async () => {
    await writeFile(at('constant.csv'), '5,\n,5\n');
    const args = ['complete', at('constant.csv'), '-o', at('out.csv'), '--json'];
    const { status, out } = await capture(args);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      steps: 0,
      stopReason: 'constant',
      secondsPerStep: null,
    });
    expect(await readFile(at('out.csv'), 'utf8')).toBe('5,5\n5,5\n');
  });

  test('a diverged run says so and still writes finite values', async () => {
    await writeProblem();
    const settings = ['--set', 'optimizer.learningRate=1e30', '--steps', '50'];
    const flags = ['-o', at('out.csv'), '--json', ...settings];
    const { status, out } = await capture(['complete', at('input.csv'), ...flags]);
    expect(status).toBe(0);
    expect(JSON.parse(out).stopReason).toBe('diverged');
    expect((await readMatrix(at('out.csv'))).data.every(Number.isFinite)).toBe(true);
  });

  test('progress is shown on a terminal and taken away, elsewhere only when asked for', async () => {
    await writeProblem();
    const args = ['complete', at('input.csv'), '--steps', '20000'];
    const onTerminal = await capture(args, true);
    const clear = '\r\x1b[K';
    const [before, first] = onTerminal.err.split(clear);
    expect([before, onTerminal.err.endsWith(clear)]).toEqual(['', true]);
    expect(first).toMatch(/^ .*step \d+\/20000/);
    expect((await capture(args)).err).toBe('');
    expect((await capture([...args, '--progress'])).err).toMatch(/^ .*step \d+\/20000.*\n/);
  });
});

describe('bad input: status 1, one line, nothing written', () => {
  const expectFailure = async (args: string[], message: RegExp) => {
    const before = await readdir(folder);
    const { status, out, err } = await capture(['complete', ...args, '-o', at('out.csv')]);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: .*\n$/);
    expect([status, out]).toEqual([1, '']);
    expect(await readdir(folder)).toEqual(before);
  };

  test.each([
    ['no observed entry', ',\n,\n', /at least one observed entry.*all 4 are missing/],
    ['an empty file', '', /at least one row of numbers/],
    ['ragged rows', '1,2\n3\n', /Expected 2 entries.*line 2/],
    ['Infinity', '1,2\n3,inf\n', /finite number.*line 2, column 2.*"inf"/],
    ['text', '1,2\n3,x\n', /line 2, column 2.*"x"/],
  ])('%s', async (_name, text, message) => {
    await writeFile(at('input.csv'), text);
    await expectFailure([at('input.csv')], message);
  });

  test('Infinity in .npy', async () => {
    const data = Float32Array.of(1, 2, Number.POSITIVE_INFINITY, 4);
    await writeMatrix(at('input.npy'), { data, rows: 2, cols: 2 });
    await expectFailure([at('input.npy')], /finite number.*Infinity/);
  });

  test('files that are missing, unsupported or no pictures', async () => {
    await writeProblem();
    const input = at('input.csv');
    await writeFile(at('bad.png'), 'no picture');
    await expectFailure([at('none.csv')], /a readable file for INPUT .*no such file/);
    await expectFailure([at('input.xlsx')], /a supported type \(\.png.*\.npy\) for INPUT/);
    await expectFailure([at('bad.png')], /a picture that can be decoded for INPUT/);
    await expectFailure([input, '--mask', at('none.png')], /a readable file for --mask/);
    await expectFailure([input, '--mask', at('mask.xyz')], /a supported type.*for --mask/);
    await expectFailure([input, '--truth', at('none.csv')], /a readable file for --truth/);
  });

  test('a mask or a truth that does not fit', async () => {
    await writeProblem();
    const input = at('input.csv');
    await writeFile(at('small.csv'), '1,0\n0,1\n');
    await expectFailure([input, '--mask', at('small.csv')], /8×9 .*for --mask but received 2×2/);
    await expectFailure([input, '--truth', at('small.csv')], /8×9 .*for --truth but received 2×2/);
    await expectFailure([input, '--mask', at('truth.csv')], /0 or 1 for --mask at row 1, column 1/);
    await expectFailure([input, '--truth', input], /without missing entries for --truth/);
  });

  test('an output that cannot be written is found before anything is computed', async () => {
    await writeProblem();
    const output = (path: string) =>
      capture(['complete', at('input.csv'), '--steps', '100000000', '-o', path]);
    expect(await output(at('none/out.csv'))).toMatchObject({
      status: 1,
      err: expect.stringMatching(/^error: .*for --output.*the folder .*none does not exist\)\n$/),
    });
    expect((await output(at('out.png'))).err).toMatch(/^error: Expected a matrix file .*--output/);
    expect((await output(folder)).err).toMatch(/--output.*it is a folder/);
  });

  test.each([
    [20_000, 20_000],
    [200_000, 200_000],
  ])('a picture of %i×%i pixels: how much memory it would take', async (width, height) => {
    await writeFile(at('huge.png'), blankPng(width, height));
    const args = ['complete', at('huge.png'), '--json'];
    const { status, out, err } = await capture(args);
    expect([status, out]).toEqual([1, '']);
    // A machine large enough for the smaller one goes on and finds that it holds no samples.
    const smallerFits = width === 20_000 && /can be decoded/.test(err);
    if (!smallerFits)
      expect(err).toMatch(/^error: .*would take [\d.e+]+ GB and [\d.e+]+ GB is available\n$/);
  });

  test('a device that cannot be used says why', async () => {
    await writeProblem();
    await expectFailure([at('input.csv'), '--device', 'cuda'], /for device but received "cuda": ./);
  });
});
