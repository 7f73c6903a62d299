// `npm test`: runs every stage, also after one has failed, then prints the sums.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { reportFolder, stages, statusFile } from './test-report.mjs';
import { kSkipped, run } from './tools.mjs';

function runStage(name) {
  process.stdout.write(`\n=== ${name}\n`);
  try {
    run('npm', ['run', '--silent', name]);
    return 'passed';
  } catch (error) {
    if (error.status === kSkipped) return 'skipped';
    process.stderr.write(`${name} failed: ${error.message}\n`);
    return 'failed';
  }
}

rmSync(reportFolder, { recursive: true, force: true });
mkdirSync(reportFolder, { recursive: true });
const statuses = {};
for (const { name } of stages) {
  const start = performance.now();
  statuses[name] = runStage(name);
  writeFileSync(statusFile, JSON.stringify(statuses));
  process.stdout.write(`${name}: ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
}
process.stdout.write('\n');
await import('./summary.mjs');
