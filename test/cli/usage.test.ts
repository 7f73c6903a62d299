import { describe, expect, test } from 'vitest';
import { capture } from './capture.js';

const picture = 'not-there.png';

describe('bad usage: status 2, one line, nothing on standard output', () => {
  test.each([
    [['complet', picture], /unknown command 'complet'.*Did you mean complete/],
    [['complete'], /missing required argument 'INPUT'/],
    [['complete', picture, 'more'], /too many arguments/],
    [['complete', picture, '--methd', 'dmf'], /unknown option '--methd'.*Did you mean --method/],
    [
      ['complete', picture, '--method', 'airnte'],
      /for method but received "airnte".*did you mean "airnet"/,
    ],
    [['complete', picture, '--steps', '-1'], /Expected an integer >= 0 for stopping\.steps .* -1/],
    [['complete', picture, '--steps', '1.5'], /for stopping\.steps but received 1\.5/],
    [['complete', picture, '--steps', 'many'], /for stopping\.steps but received "many"/],
    [['complete', picture, '--steps', 'NaN'], /for stopping\.steps but received "NaN"/],
    [['complete', picture, '--seed', '-1'], /for seed but received -1/],
    [['complete', picture, '--threads', '0'], /for threads but received 0/],
    [['complete', picture, '--device', 'gpu'], /for device but received "gpu"/],
    [['complete', picture, '--precision', 'half'], /for precision but received "half"/],
    [
      ['complete', picture, '--device', 'cpu', '--precision', 'bf16x3'],
      /beside device "cpu" for precision but received "bf16x3"/,
    ],
    [
      ['complete', picture, '--set', 'optimizer.learningRate=0'],
      /for optimizer\.learningRate .* 0/,
    ],
    [
      ['complete', picture, '--set', 'optimizer.learningrate=1'],
      /did you mean "optimizer\.learningRate"/,
    ],
    [['complete', picture, '--set', 'representation.widths=[0]'], /for representation\.widths/],
    [
      ['complete', picture, '--set', 'activation=relu'],
      /did you mean "representation\.activation"/,
    ],
    [['complete', picture, '--set', 'seeed=1'], /Unknown option "seeed".*did you mean "seed"/],
    [['complete', picture, '--set', 'seed'], /Expected key=value for --set but received "seed"/],
    [['complete', picture, '--set', '=1'], /Expected key=value for --set/],
    [['complete', picture, '--set', '__proto__.x=1'], /Expected key=value for --set/],
    [['complete', picture, '--set', 'signal=1'], /an option that is data for --set .* signal/],
  ])('%j', async (args, message) => {
    const { status, out, err } = await capture(args);
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(message);
    expect(err).toMatch(/^error: .*\n$/);
  });

  test('no command shows the help', async () => {
    const { status, err } = await capture([]);
    expect(status).toBe(2);
    expect(err).toMatch(/^Usage: lacuna/);
  });
});

describe('help and version', () => {
  test('--version', async () => {
    expect(await capture(['--version'])).toMatchObject({ status: 0, err: '' });
    expect((await capture(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test('complete --help describes flags by the schema', async () => {
    const { status, out } = await capture(['complete', '--help']);
    expect(status).toBe(0);
    expect(out.replaceAll(/\s+/g, ' ')).toMatch(/--seed <N> seed of all random draws.*default 0/);
  });
});
