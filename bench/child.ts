import { spawn } from 'node:child_process';

/** Settings of the shell that would decide how fast someone is. */
const decisive = /^(OPENBLAS|GOTO|OMP|MKL|KMP|BLIS|TF|TORCH|LACUNA)_/;

/** The environment of a measured process: nothing decisive but what is given. */
export function cleanEnvironment(given: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !decisive.test(name));
  return { ...Object.fromEntries(kept), ...given };
}

export interface Command {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a program in a process of its own and resolves to the JSON objects that it printed, one a line.
 *
 * @throws Error with the last line of its standard error when it fails, or prints no JSON
 */
export async function runForJson(command: Command): Promise<unknown[]> {
  const { output, errors, status } = await run(command);
  if (status !== 0) {
    const reason = errors.trim().split('\n').at(-1) || `ended with ${status}`;
    throw new Error(`${command.program} ${command.arguments.join(' ')}: ${reason}`);
  }
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as unknown);
}

interface Ended {
  readonly output: string;
  readonly errors: string;
  /** Exit status, or the name of a signal. */
  readonly status: number | string;
}

function run(command: Command): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command.program, command.arguments, {
      env: cleanEnvironment(command.environment ?? {}),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ output, errors, status: code ?? signal ?? 'no status' });
    });
  });
}
