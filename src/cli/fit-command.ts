import type { Command } from 'commander';
import { checkDestination } from '../formats/files.js';
import { readMatrix, fit as train } from '../index.js';
import { requireModelPath } from '../model/file.js';
import { catchInterrupt } from './interrupt.js';
import { fitReport, fitText } from './model-report.js';
import { progressLine } from './progress-line.js';
import { addSettingFlags, fitSettings, optionsOf, type SettingFlags } from './settings.js';
import { fileNames, readMaskFile, requireSameShape } from './subject.js';
import type { Terminal } from './terminal.js';

interface Flags extends SettingFlags {
  readonly mask?: string;
  readonly output: string;
  readonly json?: boolean;
  readonly progress?: boolean;
}

/** `lacuna fit`: trains on a matrix and saves what was learned. */
export function addFitCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('fit')
    .summary('train on a matrix and save the model')
    .description(
      'Trains on a matrix (.csv, .tsv, .npy) as `complete` does, and saves what was learned, for ' +
        '`transform` to complete further rows with.',
    )
    .argument('<INPUT>', 'matrix file')
    .requiredOption('-o, --output <FILE>', 'where to write the model (.safetensors)')
    .option('--mask <FILE>', 'picture (white observed, black missing) or matrix of 1 and 0')
    .option('--json', 'print one JSON object instead of text')
    .option('--progress', 'show progress although standard error is no terminal');
  addSettingFlags(command, fitSettings);
  command.action((input: string, flags: Flags) => runFit(input, flags, terminal));
}

async function runFit(input: string, flags: Flags, terminal: Terminal): Promise<void> {
  const options = await optionsOf(flags, fitSettings);
  requireModelPath(flags.output, fileNames.output);
  await checkDestination(flags.output, fileNames.output);
  const matrix = await readMatrix(input, fileNames.input);
  const mask = flags.mask === undefined ? undefined : await readMaskFile(flags.mask);
  if (mask) requireSameShape(mask, matrix, fileNames.mask);
  const interrupt = catchInterrupt();
  const line = terminal.err.isTTY || flags.progress ? progressLine(terminal.err) : undefined;
  try {
    const onProgress = line?.show;
    const model = await train(matrix, { ...options, mask, onProgress, signal: interrupt.signal });
    line?.end();
    await model.save(flags.output);
    const report = fitReport(model);
    terminal.out.write(flags.json ? `${JSON.stringify(report)}\n` : fitText(report, flags.output));
    interrupt.signal.throwIfAborted();
  } finally {
    line?.end();
    interrupt.release();
  }
}
