// Builds the addon without CUDA, and with it where there is a CUDA compiler; each must load and complete
// something on this machine, whether it has a driver or not. Without a compiler, ON must refuse with one clear line.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { isInstalled, root, run, runMain } from './tools.mjs';

const cmakeJs = path.join(root, 'node_modules/cmake-js/bin/cmake-js');

function folderOf(choice) {
  return path.join('out', `cuda-${choice.toLowerCase()}`);
}

/** The oldest and a recent architecture: all of them would take minutes. */
const architectures = '75-real;90';

function configureArguments(choice) {
  return [
    cmakeJs,
    'configure',
    '-O',
    folderOf(choice),
    `--CDLACUNA_CUDA=${choice}`,
    `--CDCMAKE_CUDA_ARCHITECTURES=${architectures}`,
  ];
}

function buildAndLoad(choice, flavour) {
  run(process.execPath, configureArguments(choice));
  run(process.execPath, [cmakeJs, 'build', '-O', folderOf(choice)]);
  run(process.execPath, [
    'scripts/smoke.cjs',
    path.join(folderOf(choice), 'Release/lacuna.node'),
    flavour,
  ]);
}

function expectRefusal() {
  const { status, stdout, stderr } = spawnSync(process.execPath, configureArguments('ON'), {
    cwd: root,
    encoding: 'utf8',
  });
  if (status === 0 || !`${stdout}${stderr}`.includes('LACUNA_CUDA=ON needs')) {
    throw new Error('LACUNA_CUDA=ON without a CUDA compiler was not refused with a clear line');
  }
}

runMain(() => {
  buildAndLoad('OFF', 'cpu');
  if (isInstalled(process.env.CUDACXX ?? 'nvcc')) {
    buildAndLoad('ON', 'cuda');
  } else {
    expectRefusal();
  }
});
