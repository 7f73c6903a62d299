import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { MemoryBudget } from '../batch/memory-budget.js';
import { settleAll } from '../batch/pipeline.js';
import { type BatchPlan, planBatch } from '../batch/plan.js';
import type { BatchOptions } from '../index.js';
import { parseBatchOptions } from '../options/parse.js';
import { BatchReport } from '../report/index.js';
import { BatchDesk, type DeskFlags } from './batch-desk.js';
import { type BatchFile, planFiles, prepareFolder, readList } from './batch-files.js';
import { type BatchRun, completeFile } from './batch-item.js';
import type { ItemReport, Tally } from './batch-report.js';
import { ItemsFailed, UsageError } from './exit.js';
import { catchInterrupt, type Interrupt } from './interrupt.js';
import { requireReportFile, writeReportFile } from './report-file.js';
import { addSettingFlags, batchSettings, optionsOf, type SettingFlags } from './settings.js';
import { readMaskFile } from './subject.js';
import type { Terminal } from './terminal.js';

interface Flags extends SettingFlags, DeskFlags {
  readonly outDir: string;
  readonly list?: string;
  readonly mask?: string;
  readonly force?: boolean;
  readonly report?: string;
}

/** `lacuna batch`: completes many pictures and matrices. */
export function addBatchCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('batch')
    .summary('complete many pictures and matrices')
    .description(
      'Completes pictures and matrices, one on each core, into a folder where they keep their ' +
        'names. What is there already and newer than its input is skipped.',
    )
    .argument('[INPUT...]', 'picture and matrix files')
    .requiredOption('--out-dir <DIR>', 'folder for the results, made when it is missing')
    .option(
      '-l, --list <FILE>',
      'file that names further inputs, one in each line; - is standard input',
    )
    .option(
      '--mask <FILE>',
      'picture (white observed, black missing) or matrix of 1 and 0, for all',
    )
    .option('--force', 'compute again what is there already')
    .option('--report <FILE>', 'where to write a page (.html) about all items')
    .option('--json', 'print one JSON object in each line, one for each input, instead of text')
    .option('--progress', 'show progress although standard error is no terminal');
  addSettingFlags(command, batchSettings);
  command.action((inputs: string[], flags: Flags) => runBatch(inputs, flags, terminal));
}

async function runBatch(inputs: string[], flags: Flags, terminal: Terminal): Promise<void> {
  const settings = await optionsOf(flags, batchSettings);
  const interrupt = catchInterrupt();
  try {
    if (flags.report !== undefined) await requireReportFile(flags.report);
    const files = planFiles(await inputsOf(inputs, flags, interrupt.signal), flags.outDir);
    const plan = planBatch(parseBatchOptions(settings), files.length);
    await prepareFolder(flags.outDir, files);
    const run = await runOf(settings, flags, { plan, interrupt });
    const desk = new BatchDesk(files, flags, terminal);
    const { failed } = await completeFiles(files, { run, plan, desk });
    await writeReport(flags, run);
    interrupt.signal.throwIfAborted();
    if (failed > 0) throw new ItemsFailed();
  } finally {
    interrupt.release();
  }
}

async function inputsOf(
  inputs: readonly string[],
  { list }: Flags,
  signal: AbortSignal,
): Promise<string[]> {
  if (list !== undefined) return [...inputs, ...(await readList(list, signal))];
  if (inputs.length > 0) return [...inputs];
  throw new UsageError('Expected at least one INPUT or a --list of inputs but received neither');
}

interface Means {
  readonly plan: BatchPlan;
  readonly interrupt: Interrupt;
}

async function runOf(
  settings: BatchOptions,
  { mask, force, report }: Flags,
  { plan, interrupt }: Means,
): Promise<BatchRun> {
  const { concurrency: _concurrency, onProgress: _onProgress, ...options } = settings;
  return {
    options: { ...options, threads: plan.threads },
    mask: mask === undefined ? undefined : await readMaskFile(mask),
    maskChanged: mask === undefined ? 0n : (await stat(mask, { bigint: true })).mtimeNs,
    force: force === true,
    budget: new MemoryBudget(),
    signal: interrupt.signal,
    ...(report !== undefined && { page: new BatchReport() }),
  };
}

/** Also of a batch that was interrupted: what was finished is told. */
async function writeReport({ report, outDir }: Flags, { page }: BatchRun): Promise<void> {
  if (report === undefined || page === undefined) return;
  await writeReportFile(report, page.render(`Batch into ${basename(resolve(outDir))}`));
}

interface Work {
  readonly run: BatchRun;
  readonly plan: BatchPlan;
  readonly desk: BatchDesk;
}

/** An interrupt ends the source and the items under way, so that what was finished is still told. */
async function completeFiles(
  files: readonly BatchFile[],
  { run, plan, desk }: Work,
): Promise<Tally> {
  const results = settleAll({
    source: until(run.signal, files),
    work: (file: BatchFile, { index }) =>
      completeFile({ file, index }, run, (progress) => desk.update(index, progress)),
    limits: plan.limits,
    order: 'finished',
  });
  try {
    for await (const result of results) {
      const told = desk.report(result);
      if (told) noteOn(run.page, result.index, told);
    }
  } finally {
    desk.close();
  }
  return desk.tally;
}

/** What was completed has told of itself. */
function noteOn(page: BatchReport | undefined, index: number, told: ItemReport): void {
  const name = basename(told.input);
  if (told.status === 'failed') page?.addFailed(index, name, told.error);
  if (told.status === 'skipped') page?.addSkipped(index, name);
}

function* until(signal: AbortSignal, files: readonly BatchFile[]): Generator<BatchFile> {
  for (const file of files) {
    if (signal.aborted) return;
    yield file;
  }
}
