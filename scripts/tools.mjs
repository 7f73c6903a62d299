// Small things that the project's scripts share.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Exit status of a stage that this machine lacks the programs for. */
export const kSkipped = 77;

/** Runs a command in the project's folder with its output shown; throws when it fails. */
export function run(command, args, env = {}) {
  const { status, error, signal } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (status !== 0) {
    const reason = error?.message ?? (signal ? `ended by ${signal}` : `exit status ${status}`);
    const failure = new Error(`${command} ${args.join(' ')}: ${reason}`);
    throw Object.assign(failure, { status });
  }
}

/** Whether a command can be started at all. */
export function isInstalled(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Every file under a folder of the project, as paths relative to the project. */
export function filesUnder(folder) {
  return readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)));
}

/** Runs `main`; a failure is one line on standard error and exit status 1. */
export function runMain(main) {
  try {
    main();
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
