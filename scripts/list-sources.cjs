// Prints the paths that the given lists hold, for binding.gyp; cmake/SourceList.cmake reads them the same way.
'use strict';

const fs = require('node:fs');

for (const list of process.argv.slice(2)) {
  for (const line of fs.readFileSync(list, 'utf8').split('\n')) {
    const source = line.replace(/#.*/, '').trim();
    if (source !== '') {
      process.stdout.write(`${source}\n`);
    }
  }
}
