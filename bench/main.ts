// npm run bench: builds the native benchmarks, runs the suites and prints their tables.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describeMachine, type Machine, machineLines } from './machine.js';
import { buildNativeBench, measurePeaks, type Peak } from './native-bench.js';
import { peakTable, suiteTable } from './report.js';
import type { SuiteName, SuiteReport } from './result.js';
import { readSettings, type Settings, usage } from './settings.js';
import { runNativeSuite } from './suites/native.js';
import { runPeers } from './suites/peers.js';
import { type Bounds, runThroughNode } from './suites/through-node.js';

async function main(args: readonly string[]): Promise<void> {
  const settings = readSettings(args);
  if (settings === undefined) {
    console.log(usage);
    return;
  }
  const machine = describeMachine();
  buildNativeBench();
  const peaks = await measurePeaks();
  console.log([...machineLines(machine), '', peakTable(peaks)].join('\n'));

  const reports: Partial<Record<SuiteName, SuiteReport>> = {};
  for (const suite of settings.suites) {
    const bounds = { isa: machine.isa, cores: machine.cores, peaks };
    const report = await runSuite(suite, settings, bounds);
    reports[suite] = report;
    console.log(`\n## ${suite}\n\n${suiteTable(suite, report)}`);
  }
  if (settings.json !== undefined) await save(settings.json, { args, machine, peaks, reports });
}

async function runSuite(
  suite: SuiteName,
  settings: Settings,
  bounds: Bounds,
): Promise<SuiteReport> {
  if (suite === 'peers') return runPeers(settings, bounds, showTrial);
  const results = await runNativeSuite(suite, settings, showTrial);
  if (suite === 'step' || suite === 'batch') {
    results.push(...(await runThroughNode(suite, settings, bounds, showTrial)));
  }
  return { results, skipped: [] };
}

/** The name of what is being measured, on a terminal only. */
function showTrial(name: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${name}\r`);
}

interface Everything {
  readonly args: readonly string[];
  readonly machine: Machine;
  readonly peaks: readonly Peak[];
  readonly reports: Partial<Record<SuiteName, SuiteReport>>;
}

async function save(file: string, { args, ...everything }: Everything): Promise<void> {
  const command = ['npm run bench --', ...args].join(' ');
  const content = { date: new Date().toISOString(), command, ...everything };
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`);
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
