import { parseArgs } from 'node:util';
import type { SuiteName } from './result.js';

export const suiteNames: readonly SuiteName[] = ['kernels', 'step', 'models', 'batch', 'peers'];

export interface Settings {
  readonly suites: readonly SuiteName[];
  /** Seconds that one trial of a case measures for. */
  readonly seconds: number;
  /** Fresh processes of each case. */
  readonly trials: number;
  /** Only cases whose name contains this. */
  readonly filter: string;
  /** Where the results go as JSON. */
  readonly json: string | undefined;
  /** The Python interpreters to look for peers in, in this order. */
  readonly pythons: readonly string[];
}

export const usage = `npm run bench -- [options]
  --suite LIST      of ${suiteNames.join(', ')}; default all
  --filter TEXT     only cases whose name contains TEXT (kernels, step, models, batch) or peers named so
  --seconds N       seconds that a trial of a case measures for; default 1
  --trials N        fresh processes of each case; default 3
  --quick           as --seconds 0.1 --trials 1
  --python PATH     the interpreter that has numpy or torch; default python3, then /usr/bin/python3
  --json FILE       also write everything as JSON
  --help            this text`;

const options = {
  suite: { type: 'string' },
  filter: { type: 'string' },
  seconds: { type: 'string' },
  trials: { type: 'string' },
  quick: { type: 'boolean' },
  python: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** Nothing when help was asked for. Throws Error with one line for anything wrong. */
export function readSettings(args: readonly string[]): Settings | undefined {
  const { values } = parseArgs({ args: [...args], options, allowPositionals: false });
  if (values.help) return undefined;
  const quick = values.quick ?? false;
  return {
    suites: values.suite === undefined ? suiteNames : readSuites(values.suite),
    seconds: readNumber('--seconds', values.seconds, quick ? 0.1 : 1),
    trials: Math.ceil(readNumber('--trials', values.trials, quick ? 1 : 3)),
    filter: values.filter ?? '',
    json: values.json,
    pythons: values.python === undefined ? ['python3', '/usr/bin/python3'] : [values.python],
  };
}

function readSuites(list: string): SuiteName[] {
  return list.split(',').map((name) => {
    const suite = suiteNames.find((known) => known === name.trim());
    if (suite !== undefined) return suite;
    throw new Error(
      `Expected ${suiteNames.join(', ')} for --suite but received ${JSON.stringify(name)}`,
    );
  });
}

function readNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 600) return value;
  throw new Error(
    `Expected a number above 0 and at most 600 for ${name} but received ${JSON.stringify(text)}`,
  );
}
