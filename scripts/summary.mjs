// Prints what the last `npm test` found, a line per stage and the sum as the last line.
import { countStages } from './test-report.mjs';

let passed = 0;
let failed = 0;
for (const stage of countStages()) {
  passed += stage.passed;
  failed += stage.failed;
  const counts = `${stage.passed} passed, ${stage.failed} failed`;
  process.stdout.write(`${stage.name}: ${stage.skipped ? 'skipped' : counts}\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
