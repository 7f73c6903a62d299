// Builds the native module into build/<configuration>/lacuna.node. Plain CommonJS without dependencies,
// because it runs while the package is being installed.
'use strict';

const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const buildFolder = path.join(root, 'build');
const tailLines = 40;

/** What went wrong in one stage; `log` is the end of what the tool printed. */
class StageError extends Error {
  constructor(reason, log = '') {
    super(reason);
    this.log = log.trim().split('\n').slice(-tailLines).join('\n');
  }
}

function say(line) {
  process.stdout.write(`lacuna: ${line}\n`);
}

function run(command, args, env = {}) {
  const { status, error, signal, stdout, stderr } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 256 * 2 ** 20,
  });
  if (status !== 0) {
    const reason = error?.message ?? (signal ? `ended by ${signal}` : `exit status ${status}`);
    throw new StageError(
      `${path.basename(args[0] ?? command)} failed (${reason})`,
      stdout + stderr,
    );
  }
  return stdout;
}

function resolveTool(name) {
  try {
    return require.resolve(name, { paths: [root] });
  } catch {
    throw new StageError(`${name} is not installed`);
  }
}

/** A build folder made for another place, by a copied or moved checkout, cannot be configured again. */
function dropForeignBuild() {
  const cache = path.join(buildFolder, 'CMakeCache.txt');
  if (!fs.existsSync(cache)) {
    return;
  }
  const home = /^CMAKE_HOME_DIRECTORY:INTERNAL=(.*)$/m.exec(fs.readFileSync(cache, 'utf8'))?.[1];
  if (
    home !== undefined &&
    path.resolve(home) !== fs.realpathSync(root) &&
    path.resolve(home) !== root
  ) {
    fs.rmSync(buildFolder, { recursive: true, force: true });
  }
}

/**
 * The architectures that the GPU's part is compiled for: those asked for, those of this machine, or a common one
 * and code that the driver compiles for newer ones. All of them, CMake's own default, would take minutes.
 */
function cudaArchitectures() {
  if (process.env.LACUNA_CUDA_ARCHITECTURES !== undefined) {
    return process.env.LACUNA_CUDA_ARCHITECTURES;
  }
  const query = ['--query-gpu=compute_cap', '--format=csv,noheader'];
  const { status, stdout } = spawnSync('nvidia-smi', query, { encoding: 'utf8' });
  const found = status === 0 ? (stdout.match(/^\d+\.\d+$/gm) ?? []) : [];
  const own = [...new Set(found)].map((capability) => `${capability.replace('.', '')}-real`);
  return own.length > 0 ? own.join(';') : '80-real;90';
}

function buildWithCmake(configuration) {
  const cmakeJs = resolveTool('cmake-js/bin/cmake-js');
  if (spawnSync('cmake', ['--version']).status !== 0) {
    throw new StageError('cmake is not installed');
  }
  dropForeignBuild();
  const cuda = process.env.LACUNA_CUDA ?? 'AUTO';
  const shared = ['-d', root, '-B', configuration];
  const architectures = cudaArchitectures();
  run(process.execPath, [
    cmakeJs,
    'configure',
    ...shared,
    `--CDLACUNA_CUDA=${cuda}`,
    `--CDCMAKE_CUDA_ARCHITECTURES=${architectures}`,
  ]);
  const jobs = String(os.availableParallelism());
  run(process.execPath, [cmakeJs, 'build', ...shared, '-p', jobs]);
}

/** Node's own headers, where the installation has them, spare node-gyp a download. */
function headersBesideNode() {
  const prefix = path.resolve(path.dirname(fs.realpathSync(process.execPath)), '..');
  const known = process.env.npm_config_nodedir !== undefined;
  return known || !fs.existsSync(path.join(prefix, 'include/node/node_api.h'))
    ? {}
    : { npm_config_nodedir: prefix };
}

function buildWithNodeGyp(configuration) {
  const nodeGyp = process.env.npm_config_node_gyp ?? resolveTool('node-gyp/bin/node-gyp.js');
  const args = [nodeGyp, 'rebuild', `--jobs=${os.availableParallelism()}`];
  run(
    process.execPath,
    configuration === 'Debug' ? [...args, '--debug'] : args,
    headersBesideNode(),
  );
}

/** Loads the module in a process of its own, so that a broken one cannot take this process down. */
function verify(configuration) {
  const file = path.join(buildFolder, configuration, 'lacuna.node');
  run(process.execPath, ['-e', 'require(process.argv[1]).info()', file]);
  const now = new Date();
  fs.utimesSync(file, now, now); // says "newer than the sources" also when nothing had to be linked
  return file;
}

const stages = [
  { name: 'CMake', build: buildWithCmake },
  { name: 'node-gyp (CPU only)', build: buildWithNodeGyp },
];

function tryStage({ name, build }, configuration) {
  say(`building the native module with ${name}; this takes a minute or two`);
  try {
    build(configuration);
    say(`built ${path.relative(root, verify(configuration))}`);
    return undefined;
  } catch (error) {
    say(`${name}: ${error.message}`);
    return { name, error };
  }
}

/** Builds with the first tool that works; returns whether one did, after saying what went wrong. */
function buildNative(configuration) {
  const failures = [];
  for (const stage of stages) {
    const failure = tryStage(stage, configuration);
    if (failure === undefined) {
      return true;
    }
    failures.push(failure);
  }
  for (const { name, error } of failures) {
    process.stderr.write(`\n--- ${name}: ${error.message}\n${error.log ?? ''}\n`);
  }
  process.stderr.write(
    '\nlacuna: no native module was built. It needs a C++20 compiler (GCC >= 11 or Clang >= 14) and CMake\n' +
      '>= 3.18, or Python 3 and make for node-gyp. On Debian: apt-get install g++ cmake ninja-build\n',
  );
  return false;
}

module.exports = { buildNative, buildWithNodeGyp, say, verify };
