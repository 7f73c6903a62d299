// Builds the native module: node scripts/build-native.cjs [Release|Debug|node-gyp]
'use strict';

const { buildNative, buildWithNodeGyp, verify } = require('./native-build.cjs');

const kind = process.argv[2] ?? 'Release';

if (kind === 'node-gyp') {
  buildWithNodeGyp('Release');
  verify('Release');
} else if (kind === 'Release' || kind === 'Debug') {
  process.exitCode = buildNative(kind) ? 0 : 1;
} else {
  process.stderr.write(
    `Expected Release, Debug or node-gyp for the kind of build but received ${kind}\n`,
  );
  process.exitCode = 2;
}
