// Formats the C++ and CUDA sources with clang-format: node scripts/format-native.mjs [--check]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import clangFormat from 'clang-format';
import { filesUnder, root, runMain } from './tools.mjs';

const extensions = new Set(['.cpp', '.h', '.cu', '.cuh']);

function sources() {
  return ['native', 'cuda', 'bench']
    .filter((folder) => existsSync(path.join(root, folder)))
    .flatMap(filesUnder)
    .filter((file) => extensions.has(path.extname(file)));
}

runMain(() => {
  const check = process.argv.includes('--check');
  const mode = check ? ['--dry-run', '-Werror'] : ['-i'];
  const options = { cwd: root, stdio: 'inherit' };
  const { status, error } = spawnSync(
    clangFormat.getNativeBinary(),
    [...mode, ...sources()],
    options,
  );
  if (status !== 0) {
    throw new Error(
      error?.message ?? (check ? 'Format these files with: npm run format' : 'clang-format failed'),
    );
  }
});
