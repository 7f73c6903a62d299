import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { load, readMatrix, writeMatrix } from '../../src/index.js';
import { input, mask, rowsOf } from '../model/support.js';
import { capture } from './capture.js';

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-cli-model-'));
  const { rows, cols } = input;
  const data = input.data.map((value, k) => (mask.data[k] ? value : Number.NaN));
  await writeMatrix(at('train.csv'), { data, rows, cols });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const settings = [
  ...['--method', 'dmf', '--steps', '1500', '--threads', '1'],
  ...['--set', 'representation.widths=[4]', '--set', 'optimizer.learningRate=0.01'],
  ...['--set', 'representation.start={"type":"normal","mean":0,"standardDeviation":0.1}'],
  ...['--set', 'fidelity=mse-observed'],
];
const fitTo = (name: string, ...more: string[]) =>
  capture(['fit', at('train.csv'), '-o', at(name), ...settings, ...more]);

describe('fit and transform', () => {
  test('--json of both: exactly these keys, and small errors', async () => {
    const fitted = await fitTo('m.safetensors', '--json');
    expect([fitted.status, fitted.err]).toEqual([0, '']);
    expect(Object.keys(JSON.parse(fitted.out))).toEqual([
      ...[
        'method',
        'rows',
        'cols',
        'observed',
        'rank',
        'seed',
        'device',
        'precision',
        'deviceReason',
        'threads',
        'steps',
      ],
      ...['stopReason', 'seconds', 'loss', 'lambda'],
    ]);
    const model = await load(at('m.safetensors'));
    expect(JSON.parse(fitted.out)).toMatchObject({ method: 'dmf', rank: 4, lambda: model.lambda });

    const truth = rowsOf(20, 5);
    const given = truth.data.map((value, k) => (k % 3 === 0 ? value : Number.NaN));
    await writeMatrix(at('new.csv'), { ...truth, data: given });
    await writeMatrix(at('truth.npy'), truth);
    const args = ['transform', at('m.safetensors'), at('new.csv'), '--truth', at('truth.npy')];
    const { status, out, err } = await capture([...args, '-o', at('out.csv'), '--json']);
    expect([status, err]).toEqual([0, '']);
    const report = JSON.parse(out);
    expect(Object.keys(report)).toEqual([
      ...['method', 'rows', 'cols', 'observed', 'rank', 'lambda', 'threads', 'seconds'],
      'metrics',
    ]);
    expect(report).toMatchObject({ rows: 20, cols: 24, observed: 160, rank: 4 });
    expect(report.metrics.nmae).toBeLessThan(0.02);
    const { data } = await readMatrix(at('out.csv'));
    given.forEach((value, k) => {
      if (Number.isFinite(value)) expect(data[k]).toBe(value);
    });
    expect(data.every(Number.isFinite)).toBe(true);
  });

  test('text, masks, names, flags', async () => {
    await fitTo('m.safetensors', '--steps', '20');
    const names = Array.from({ length: 24 }, (_, j) => `c${j}`).join(',');
    const row = Array.from({ length: 24 }, (_, j) => j % 5).join(',');
    await writeFile(at('new.csv'), `id,${names}\nr1,${row}\n`);
    const rowMask = Float32Array.from({ length: 24 }, (_, j) => (j % 2 ? 1 : 0));
    await writeMatrix(at('mask.npy'), { data: rowMask, rows: 1, cols: 24 });
    const { status, out } = await capture([
      ...['transform', at('m.safetensors'), at('new.csv'), '--mask', at('mask.npy')],
      ...['-o', at('out.tsv'), '--method', 'least-squares', '--lambda', '0.5', '--threads', '1'],
    ]);
    expect(status).toBe(0);
    expect(out).toContain('12 of 1 × 24 entries were missing');
    expect(out).toContain('lambda 5.000e-1');
    expect(out).toContain(`written  ${at('out.tsv')}`);
    expect(await readMatrix(at('out.tsv'))).toMatchObject({ rowNames: ['r1'] });
    const fitted = await fitTo('n.safetensors', '--steps', '20');
    expect(fitted.out).toContain('rank     ');
    expect(fitted.out).toContain(`written  ${at('n.safetensors')}`);
  });

  test.each<[string[], number, RegExp]>([
    [['fit', 'train.csv'], 2, /required option '-o, --output <FILE>'/],
    [['fit', 'train.csv', '-o', 'm.npy'], 1, /a \.safetensors file for --output/],
    [['fit', 'none.csv', '-o', 'm.safetensors'], 1, /for INPUT .*no such file/],
    [
      ['fit', 'train.csv', '-o', 'm.safetensors', '--method', 'dfm'],
      2,
      /for method but received "dfm"/,
    ],
    [['transform', 'train.csv', 'train.csv'], 1, /a \.safetensors header/],
    [['transform', 'none.safetensors', 'train.csv'], 1, /for MODEL .*no such file/],
    [['transform', 'm', 'train.csv', '--lambda', '0'], 2, /a number > 0 or 'auto' for lambda/],
    [['transform', 'm', 'train.csv', '--set', 'mask=1'], 2, /an option that is data for --set/],
    [['transform', 'm', 'train.csv', '-o', 'out.txt'], 1, /a matrix file .* for --output/],
  ])('refusal %#', async (args, expected, message) => {
    const isFile = /\.(csv|safetensors|npy|txt)$/;
    const { status, out, err } = await capture(
      args.map((arg) => (isFile.test(arg) ? at(arg) : arg)),
    );
    expect([status, out]).toEqual([expected, '']);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: .*\n$/);
    expect(await readdir(folder)).toEqual(['train.csv']);
  });
});
