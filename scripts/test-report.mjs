// Counts what the stages of `npm test` found.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './tools.mjs';

export const reportFolder = path.join(root, 'out', 'reports');
export const statusFile = path.join(reportFolder, 'stages.json');

/** What `npm test` runs, in order. A stage that counts its cases leaves them in `report`. */
export const stages = [
  { name: 'lint' },
  { name: 'typecheck' },
  { name: 'test:unit', report: 'vitest.json', count: countVitest },
  { name: 'test:native', report: 'native-plain.xml', count: countJUnit },
  { name: 'test:sanitize', report: 'native-sanitize.xml', count: countJUnit },
  { name: 'test:thread', report: 'native-thread.xml', count: countJUnit },
  { name: 'test:clang', report: 'native-clang.xml', count: countJUnit },
  { name: 'test:aarch64', report: 'native-aarch64.xml', count: countJUnit },
  { name: 'test:gyp' },
  { name: 'test:cuda-build' },
];

function countVitest(text) {
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(text);
  // A file that could not be loaded fails without any test of its own.
  return {
    passed: numPassedTests,
    failed: Math.max(numFailedTests, numFailedTestSuites > 0 ? 1 : 0),
  };
}

function countJUnit(text) {
  const suite = /<testsuite\b[^>]*>/.exec(text)?.[0] ?? '';
  const attribute = (name) => Number(new RegExp(`\\b${name}="(\\d+)"`).exec(suite)?.[1] ?? 0);
  const failed = attribute('failures') + attribute('errors');
  return {
    passed: attribute('tests') - failed - attribute('skipped') - attribute('disabled'),
    failed,
  };
}

function countCases(stage, status) {
  const succeeded = status === 'passed';
  if (status === 'skipped') return { passed: 0, failed: 0, skipped: true };
  if (stage.report === undefined) {
    return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1 };
  }
  const file = path.join(reportFolder, stage.report);
  const { passed, failed } = existsSync(file)
    ? stage.count(readFileSync(file, 'utf8'))
    : { passed: 0, failed: 0 };
  // A stage can fail before, or without, any case of it failing; one that ran nothing has not passed.
  const complete = succeeded && passed + failed > 0;
  return { passed, failed: complete ? failed : Math.max(failed, 1) };
}

/** Every stage with its counts; a stage that never ran counts as one failure. */
export function countStages() {
  const statuses = existsSync(statusFile) ? JSON.parse(readFileSync(statusFile, 'utf8')) : {};
  return stages.map((stage) => ({
    name: stage.name,
    ...countCases(stage, statuses[stage.name]),
  }));
}
