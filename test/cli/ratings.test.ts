import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { uniform } from '../../src/random.js';
import { capture } from './capture.js';

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-cli-ratings-'));
  const lines: string[] = [];
  for (let u = 0; u < 40; u++) {
    for (let i = 0; i < 30; i++) {
      if (uniform(1, u * 30 + i) > 0.5) continue;
      const rating = Math.round(1 + 2 * uniform(2, u) + 2 * uniform(3, i));
      lines.push(`user ${u}::"m,${i}"::${rating}::${u}`);
    }
  }
  await writeFile(at('r.dat'), `${lines.join('\n')}\n`);
  await writeFile(at('t.csv'), 'userId,movieId,rating\nuser 1,"""m,2""",3\nnobody,none,4\n');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('ratings', () => {
  test('--json: exactly these keys; predictions and best items with their ids', async () => {
    const { status, out, err } = await capture([
      ...['ratings', at('r.dat'), '--test-share', '0.2', '--seed', '3', '--json'],
      ...['--effort', 'fast'],
      ...['--predictions', at('p.csv'), '--top', '2', '--top-output', at('top.csv')],
    ]);
    expect([status, err]).toEqual([0, '']);
    const report = JSON.parse(out);
    expect(Object.keys(report)).toEqual([
      ...[
        'method',
        'users',
        'items',
        'ratings',
        'scale',
        'seed',
        'device',
        'precision',
        'deviceReason',
        'threads',
        'steps',
      ],
      ...['stopReason', 'seconds', 'loss', 'auto', 'metrics'],
    ]);
    expect(report.auto.effort).toBe('fast');
    expect(report).toMatchObject({ method: 'auto', users: 40, items: 30, scale: [1, 5], seed: 3 });
    expect(Object.keys(report.metrics)).toEqual(['count', 'rmse', 'mae', 'nmae', 'unknown']);
    expect(report.metrics.rmse).toBeLessThan(0.6);
    const predictions = (await readFile(at('p.csv'), 'utf8')).trimEnd().split('\n');
    expect(predictions[0]).toBe('user,item,rating,predicted,deviation');
    expect(predictions).toHaveLength(1 + report.metrics.count);
    expect(predictions[1]).toMatch(/^user \d+,"""m,\d+""",[1-5],[\d.]+,[\d.]+$/);
    const top = (await readFile(at('top.csv'), 'utf8')).trimEnd().split('\n');
    expect(top[0]).toBe('user,item,rank,predicted,deviation');
    expect(top).toHaveLength(1 + 2 * 40);
    expect(top[2]).toMatch(/,2,/);
  });

  test('text, a test file, and settings', async () => {
    const { status, out } = await capture([
      ...['ratings', at('r.dat'), '--test', at('t.csv'), '--predictions', at('p.csv')],
      ...['--set', 'method.type=als', '--set', 'method.rank=2', '--steps', '5', '--threads', '1'],
    ]);
    expect(status).toBe(0);
    expect(out).toMatch(/^als: \d+ ratings of 30 items by 40 users, from 1 to 5\n/);
    expect(out).toMatch(/at 2 ratings, 1 of them of unknown users or items\n/);
    const [, first, second] = (await readFile(at('p.csv'), 'utf8')).split('\n');
    expect(first).toMatch(/^user 1,"""m,2""",3,[\d.]+$/);
    expect(second).toMatch(/^nobody,none,4,[\d.]+$/);
  });

  test('text of auto: why it chose what it chose', async () => {
    const { status, out } = await capture([
      ...['ratings', at('r.dat'), '--test-share', '0.2', '--effort', 'fast', '--threads', '1'],
    ]);
    expect(status).toBe(0);
    expect(out).toMatch(/^auto: \d+ ratings/);
    expect(out).toMatch(/^auto {5}\d+ entries of 40 × 30 are listed /m);
    expect(out).toMatch(/^auto {5}Taken: \d+ % .* root mean square error/m);
  });

  test('columns, separator, duplicates', async () => {
    await writeFile(at('x.txt'), 'a|b|c\n1|x|i\n5|y|i\n2|x|j\n4|x|i\n');
    const args = ['ratings', at('x.txt'), '--separator', '|', '--columns', 'b,c,a'];
    const report = JSON.parse((await capture([...args, '--method', 'bias', '--json'])).out);
    expect(report).toMatchObject({ users: 2, items: 2, ratings: 3, metrics: null });
    const refused = await capture([...args, '--duplicates', 'refuse']);
    expect(refused.status).toBe(1);
    expect(refused.err).toMatch(/^error: Expected one rating of item i by user x .* line 5 /);
  });

  test.each<[string[], number, RegExp]>([
    [['none.csv'], 1, /a readable file for INPUT .*no such file/],
    [['r.dat', '--test', 'none.csv'], 1, /a readable file for --test/],
    [['r.dat', '--test', 't.csv', '--test-share', '0.1'], 2, /one of --test and --test-share/],
    [['r.dat', '--test-share', 'x'], 2, /for testShare but received NaN/],
    [['r.dat', '--predictions', 'p.csv'], 2, /--test or --test-share beside --predictions/],
    [['r.dat', '--top', '3'], 2, /--top and --top-output together/],
    [['r.dat', '--top', '0', '--top-output', 'o.csv'], 2, /an integer >= 1 for --top .* "0"/],
    [['r.dat', '--columns', 'a,b'], 2, /user,item,rating or user,item,rating,time for --columns/],
    [['r.dat', '--columns', '0,1,9'], 2, /for columns\.rating but received 9/],
    [['r.dat', '--duplicates', 'best'], 2, /"refuse" for --duplicates but received "best"/],
    [['r.dat', '--method', 'bpfm'], 2, /for method but received "bpfm".*did you mean "bpmf"/],
    [['r.dat', '--method', 'bpmf', '--effort', 'fast'], 2, /method auto beside effort .* "bpmf"/],
    [['r.dat', '--method', 'auto', '--steps', '3'], 2, /nothing beside method auto, .* stopping/],
    [['r.dat', '--effort', 'most'], 2, /one of "fast", "balanced", "best" for effort/],
    [['r.dat', '--set', 'predictAt={}'], 2, /an option that is data for --set .* predictAt/],
    [['r.dat', '--test-share', '0.1', '--predictions', 'no/p.csv'], 1, /for --predictions/],
  ])('refusal %#', async (args, expected, message) => {
    const isFile = /\.(csv|dat)$/;
    const { status, out, err } = await capture([
      'ratings',
      ...args.map((arg) => (isFile.test(arg) ? at(arg) : arg)),
    ]);
    expect([status, out]).toEqual([expected, '']);
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: .*\n$/);
    expect((await readdir(folder)).sort()).toEqual(['r.dat', 't.csv']);
  });
});
