import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Command, cleanEnvironment } from '../child.js';
import { peersFolder } from '../paths.js';
import { ownProgram } from './programs.js';

/** Somebody who computes the same step on one thread. */
export interface Peer {
  readonly name: string;
  /** The program's arguments end with FOLDER, then `check STEPS` or `time SECONDS`. */
  readonly command: (folder: string, order: 'check' | 'time', amount: number) => Command;
  /** Why it cannot run here, or nothing. */
  readonly missing: () => string | undefined;
}

/** One thread, whatever library reads it. */
const oneThread = {
  OMP_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
};

export const lacuna: Peer = {
  name: 'lacuna-node',
  command: (folder, order, amount) => ownProgram('lacuna-step.js', folder, order, amount, 1),
  missing: () => undefined,
};

export function peers(pythons: readonly string[]): Peer[] {
  return [
    pythonPeer('numpy', pythons),
    pythonPeer('torch', pythons),
    tfjsPeer('tfjs-node', 'tensorflow', '@tensorflow/tfjs-node'),
    tfjsPeer('tfjs-wasm', 'wasm', '@tensorflow/tfjs-backend-wasm'),
    tfjsPeer('tfjs-cpu', 'cpu', '@tensorflow/tfjs'),
  ];
}

function tfjsPeer(name: string, backend: string, packageName: string): Peer {
  const program = path.join(peersFolder, 'tfjs.mjs');
  return {
    name,
    command: (folder, order, amount) => ({
      program: process.execPath,
      arguments: [program, backend, folder, order, String(amount)],
      environment: oneThread,
    }),
    missing: () => missingPackage(packageName),
  };
}

function missingPackage(name: string): string | undefined {
  const require = createRequire(path.join(peersFolder, 'package.json'));
  try {
    require.resolve(name);
    return undefined;
  } catch {
    const installed = existsSync(path.join(peersFolder, 'node_modules'));
    return installed
      ? `${name} is not installed: npm install --prefix bench/peers --no-save ${name}`
      : `${name} is not installed: npm run bench:peers`;
  }
}

function pythonPeer(module: 'numpy' | 'torch', pythons: readonly string[]): Peer {
  const program = path.join(peersFolder, `${module}_step.py`);
  // Every Python peer reads its problem with numpy.
  const find = () => pythons.find((python) => imports(python, `numpy, ${module}`));
  return {
    name: module,
    command: (folder, order, amount) => ({
      program: find() ?? 'python3',
      arguments: [program, folder, order, String(amount)],
      environment: { ...oneThread, PYTHONDONTWRITEBYTECODE: '1' },
    }),
    missing: () =>
      find() === undefined
        ? `none of ${pythons.join(', ')} imports numpy and ${module}; name one that does with --python`
        : undefined,
  };
}

const importable = new Map<string, boolean>();

function imports(python: string, modules: string): boolean {
  const key = `${python} ${modules}`;
  const known = importable.get(key);
  if (known !== undefined) return known;
  const options = { stdio: 'ignore', env: cleanEnvironment({}) } as const;
  const works = spawnSync(python, ['-c', `import ${modules}`], options).status === 0;
  importable.set(key, works);
  return works;
}
