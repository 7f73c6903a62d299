// Makes a checkout ready to run: installs packages, builds the native module and dist, whatever is missing
// or older than what it comes from. Does nothing when all is fresh.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { filesUnder, root, run, runMain } from './tools.mjs';

function modified(file) {
  const full = path.join(root, file);
  return existsSync(full) ? statSync(full).mtimeMs : Number.NEGATIVE_INFINITY;
}

function isOlder(output, inputs) {
  return modified(output) < Math.max(...inputs.map(modified));
}

function npm(...args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? run(process.execPath, [cli, ...args]) : run('npm', args);
}

function nativeSources() {
  const tests = `${path.join('native', 'tests')}${path.sep}`;
  return [
    'CMakeLists.txt',
    ...['native', 'cuda', 'cmake'].flatMap(filesUnder).filter((file) => !file.startsWith(tests)),
  ];
}

/** The build that src/native/loader.ts takes. */
function nativeModule() {
  const release = 'build/Release/lacuna.node';
  const debug = 'build/Debug/lacuna.node';
  return existsSync(path.join(root, release)) ? release : debug;
}

function installPackages() {
  // The native module and dist are built below, once, whatever npm's policy on scripts is.
  npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund');
}

runMain(() => {
  if (isOlder('node_modules/.package-lock.json', ['package-lock.json'])) {
    installPackages();
  }
  if (isOlder(nativeModule(), nativeSources())) {
    run(process.execPath, ['scripts/build-native.cjs', 'Release']);
  }
  if (isOlder('dist/index.js', ['tsconfig.json', ...filesUnder('src')])) {
    npm('run', '--silent', 'build:ts');
  }
});
