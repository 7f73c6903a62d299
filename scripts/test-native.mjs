// Builds and runs the native tests with CMake and CTest: node scripts/test-native.mjs [plain|sanitize|thread]
import { existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isInstalled, root, run, runMain } from './tools.mjs';

const optimisedDebug = ['-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g'];

/** How each kind of test is configured; each has a build folder of its own. */
const kinds = {
  plain: ['-DCMAKE_BUILD_TYPE=Release', '-DLACUNA_WERROR=ON'],
  sanitize: [...optimisedDebug, '-DLACUNA_SANITIZE=address;undefined'],
  thread: [...optimisedDebug, '-DLACUNA_SANITIZE=thread'],
};

/** A test asks for more memory than there is and expects to be refused, not ended. */
const sanitizerOptions = {
  ASAN_OPTIONS: 'allocator_may_return_null=1:detect_stack_use_after_return=1',
  TSAN_OPTIONS: 'allocator_may_return_null=1',
  UBSAN_OPTIONS: 'print_stacktrace=1',
};

function configure(folder, options) {
  const fresh = !existsSync(path.join(root, folder, 'CMakeCache.txt'));
  const generator = fresh && isInstalled('ninja') ? ['-G', 'Ninja'] : [];
  run('cmake', [
    '-S',
    '.',
    '-B',
    folder,
    ...generator,
    '-DLACUNA_TESTS=ON',
    '-DLACUNA_CUDA=OFF',
    ...options,
  ]);
}

function test(kind) {
  const folder = path.join('out', `native-${kind}`);
  const report = path.join(root, 'out', 'reports', `native-${kind}.xml`);
  const parallel = ['--parallel', String(os.availableParallelism())];
  mkdirSync(path.dirname(report), { recursive: true });
  configure(folder, kinds[kind]);
  run('cmake', ['--build', folder, ...parallel]);
  const options = ['--output-on-failure', '--no-tests=error', '--output-junit', report];
  run('ctest', ['--test-dir', folder, ...parallel, ...options], sanitizerOptions);
}

runMain(() => {
  const kind = process.argv[2] ?? 'plain';
  if (!Object.hasOwn(kinds, kind)) {
    throw new Error(`Expected ${Object.keys(kinds).join(', ')} for the kind but received ${kind}`);
  }
  test(kind);
});
