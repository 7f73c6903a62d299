import type { Command } from 'commander';
import type { Options } from '../index.js';
import { parseOptions } from '../options/parse.js';
import { renderReport } from '../report/index.js';
import { catchInterrupt, type Interrupt } from './interrupt.js';
import { openSubject } from './open-subject.js';
import { progressLine } from './progress-line.js';
import { type Report, reportOf, reportText } from './report.js';
import { requireReportFile, withoutReportReadings, writeReportFile } from './report-file.js';
import { addSettingFlags, completeSettings, optionsOf, type SettingFlags } from './settings.js';
import {
  fileNames,
  type Outcome,
  readMaskFile,
  type Subject,
  type SubjectFiles,
} from './subject.js';
import type { Terminal } from './terminal.js';

interface Flags extends SettingFlags {
  readonly mask?: string;
  readonly truth?: string;
  readonly output?: string;
  readonly report?: string;
  readonly json?: boolean;
  readonly progress?: boolean;
}

/** `lacuna complete`: completes a picture or a matrix. */
export function addCompleteCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('complete')
    .summary('complete a picture or a matrix')
    .description(
      'Completes a picture (PNG, JPEG, WebP, TIFF, AVIF, GIF) or a matrix (.csv, .tsv, .npy). ' +
        'Missing are NaN and empty entries, transparent pixels, or what --mask says.',
    )
    .argument('<INPUT>', 'picture or matrix file')
    .option('--mask <FILE>', 'picture (white observed, black missing) or matrix of 1 and 0')
    .option('-o, --output <FILE>', 'where to write the result')
    .option('--truth <FILE>', 'the whole picture or matrix, to measure against')
    .option('--report <FILE>', 'where to write a page (.html) with numbers, pictures and curves')
    .option('--json', 'print one JSON object instead of text')
    .option('--progress', 'show progress although standard error is no terminal');
  addSettingFlags(command, completeSettings);
  command.action((input: string, flags: Flags) => runComplete(input, flags, terminal));
}

async function runComplete(input: string, flags: Flags, terminal: Terminal): Promise<void> {
  const options = await optionsOf(flags, completeSettings);
  const interrupt = catchInterrupt();
  try {
    const { report } = flags;
    if (report !== undefined) await requireReportFile(report);
    const subject = await openSubject(await filesOf(input, flags), parseOptions(options));
    const run = { options, interrupt, flags, terminal };
    const outcome = await (report === undefined
      ? completeSubject(subject, run)
      : completeReported(subject, run, report));
    print(reportOf(subject, outcome), flags, terminal);
    interrupt.signal.throwIfAborted();
  } finally {
    interrupt.release();
  }
}

async function filesOf(input: string, { mask, truth, output }: Flags): Promise<SubjectFiles> {
  return {
    input,
    mask: mask === undefined ? undefined : await readMaskFile(mask),
    truth,
    output: output === undefined ? undefined : { path: output, name: fileNames.output },
  };
}

interface Run {
  readonly options: Options;
  readonly interrupt: Interrupt;
  readonly flags: Flags;
  readonly terminal: Terminal;
}

/** Completes with all readings of a report and writes it beside the result. */
async function completeReported(subject: Subject, run: Run, path: string): Promise<Outcome> {
  const options = subject.forReport(run.options);
  const outcome = await completeSubject(subject, { ...run, options });
  await writeReportFile(path, await renderReport(outcome.reported));
  return withoutReportReadings(outcome, run.options);
}

/** Completes and writes the result. */
async function completeSubject(subject: Subject, run: Run): Promise<Outcome> {
  const outcome = await watched(subject, run);
  await outcome.save();
  return outcome;
}

async function watched(subject: Subject, run: Run): Promise<Outcome> {
  const { options, interrupt, flags, terminal } = run;
  const { signal } = interrupt;
  if (!terminal.err.isTTY && !flags.progress) return subject.complete({ ...options, signal });
  const line = progressLine(terminal.err);
  try {
    return await subject.complete({ ...options, signal, onProgress: line.show });
  } finally {
    line.end();
  }
}

function print(report: Report, flags: Flags, { out }: Terminal): void {
  const { json, output, report: page } = flags;
  const told = page === undefined ? '' : `report   ${page}\n`;
  out.write(json ? `${JSON.stringify(report)}\n` : reportText(report, output) + told);
}
