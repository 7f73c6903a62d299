// Builds binding.gyp in a copy of the sources, away from the checkout's own build, and completes something.
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root, run, runMain } from './tools.mjs';

const needed = ['native', 'cuda', 'scripts', 'binding.gyp', 'package.json'];

runMain(() => {
  // Inside the checkout, so that the copy finds node_modules.
  const copy = path.join(root, 'out/gyp');
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const name of needed) {
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true });
  }
  run(process.execPath, [path.join(copy, 'scripts/build-native.cjs'), 'node-gyp']);
  run(process.execPath, ['scripts/smoke.cjs', path.join(copy, 'build/Release/lacuna.node'), 'cpu']);
});
