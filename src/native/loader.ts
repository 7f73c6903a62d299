import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { NativeModule } from './addon.js';

/** The package's folder, seen from src/native as well as from dist/native. */
const root = new URL('../../', import.meta.url);

/** Where a build puts the module, in the order in which they are tried. */
const candidates = ['build/Release/lacuna.node', 'build/Debug/lacuna.node'].map((path) =>
  fileURLToPath(new URL(path, root)),
);

const buildCommand = `node "${fileURLToPath(new URL('scripts/install.cjs', root))}"`;

let loaded: NativeModule | undefined;

/**
 * The native module; the first call loads it.
 *
 * @throws Error with code `LACUNA_NOT_BUILT` that lists every file tried, why each one failed, and the
 * command that builds the module.
 */
export function loadNative(): NativeModule {
  loaded ??= loadFirst(candidates);
  return loaded;
}

/** Loads the first of `paths` that works. */
export function loadFirst(paths: readonly string[]): NativeModule {
  const require = createRequire(import.meta.url);
  const failures: string[] = [];
  for (const path of paths) {
    try {
      return require(path) as NativeModule;
    } catch (error) {
      failures.push(`  ${path}: ${firstLine(error)}`);
    }
  }
  throw Object.assign(new Error(explain(failures)), { code: 'LACUNA_NOT_BUILT' });
}

function explain(failures: readonly string[]): string {
  return [
    'The native module of lacuna could not be loaded. Tried:',
    ...failures,
    `Build it with: ${buildCommand}`,
    '(a C++20 compiler is needed, and CMake or Python; package managers that block install scripts skip this step)',
  ].join('\n');
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? text;
}
