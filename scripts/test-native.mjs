// Builds and runs the native tests with CMake and CTest: node scripts/test-native.mjs [KIND]
import { existsSync, mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isInstalled, kSkipped, root, run, runMain } from './tools.mjs';

const release = ['-DCMAKE_BUILD_TYPE=Release', '-DLACUNA_WERROR=ON'];

const clang = '-DCMAKE_CXX_COMPILER=clang++';

/** Clang's checks cost a third of GCC's, to compile and to run. */
function checked(sanitizers) {
  return {
    options: [
      '-DCMAKE_BUILD_TYPE=Debug',
      '-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g',
      '-DLACUNA_WERROR=ON',
      `-DLACUNA_SANITIZE=${sanitizers}`,
      clang,
    ],
    needs: ['clang++'],
  };
}

/**
 * How each kind of test is configured, in a build folder of its own, and which programs it needs. Clang's optimised
 * build runs the tests whose results hang on the instruction set; the sanitizers' builds, also Clang's, run all;
 * the emulator leaves out those that would take it minutes.
 */
const kinds = {
  plain: { options: release, needs: [] },
  sanitize: checked('address;undefined'),
  thread: checked('thread'),
  clang: {
    options: [...release, clang],
    needs: ['clang++'],
    only: { target: 'lacuna_isa_tests', label: 'isa' },
  },
  aarch64: {
    options: [...release, '-DCMAKE_TOOLCHAIN_FILE=cmake/Aarch64Linux.cmake'],
    needs: ['aarch64-linux-gnu-g++', 'qemu-aarch64'],
    except: 'long',
  },
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
  const { options: configuration, only, except } = kinds[kind];
  mkdirSync(path.dirname(report), { recursive: true });
  configure(folder, configuration);
  run('cmake', ['--build', folder, ...parallel, ...(only ? ['--target', only.target] : [])]);
  const options = [
    ...(only ? ['--label-regex', `^${only.label}$`] : []),
    ...(except ? ['--label-exclude', `^${except}$`] : []),
    '--output-on-failure',
    '--no-tests=error',
    '--output-junit',
    report,
  ];
  run('ctest', ['--test-dir', folder, ...parallel, ...options], sanitizerOptions);
}

runMain(() => {
  const kind = process.argv[2] ?? 'plain';
  if (!Object.hasOwn(kinds, kind)) {
    throw new Error(`Expected ${Object.keys(kinds).join(', ')} for the kind but received ${kind}`);
  }
  const missing = kinds[kind].needs.filter((program) => !isInstalled(program));
  if (missing.length > 0) {
    process.stdout.write(`skipped: ${missing.join(' and ')} not installed\n`);
    process.exitCode = kSkipped;
    return;
  }
  test(kind);
});
