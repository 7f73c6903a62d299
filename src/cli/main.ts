#!/usr/bin/env node
import { exitStatus } from './exit.js';
import { run } from './program.js';

// Whoever reads our output may stop early (`lacuna methods | head`).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitStatus.done : exitStatus.badInput);
});

const terminal = { out: process.stdout, err: process.stderr };
process.exitCode = await run(process.argv.slice(2), terminal);
