// npm's install step: builds the native module. LACUNA_SKIP_INSTALL=1 leaves it out.
'use strict';

const { buildNative, say } = require('./native-build.cjs');

if (process.env.LACUNA_SKIP_INSTALL) {
  say('LACUNA_SKIP_INSTALL is set, the native module is not built');
} else if (!buildNative('Release')) {
  process.exitCode = 1;
}
