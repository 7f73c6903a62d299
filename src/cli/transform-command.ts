import type { Command } from 'commander';
import { checkDestination } from '../formats/files.js';
import { matrixFormatOf } from '../formats/registry.js';
import { load, measure, readMatrix, writeMatrix } from '../index.js';
import { catchInterrupt } from './interrupt.js';
import { maskFromNaN, named, readTruth } from './matrix-subject.js';
import { transformReport, transformText } from './model-report.js';
import { addSettingFlags, optionsOf, type SettingFlags, transformSettings } from './settings.js';
import { fileNames, readMaskFile, requireSameShape } from './subject.js';
import type { Terminal } from './terminal.js';

interface Flags extends SettingFlags {
  readonly mask?: string;
  readonly truth?: string;
  readonly output?: string;
  readonly json?: boolean;
}

/** `lacuna transform`: completes new rows with a saved model. */
export function addTransformCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('transform')
    .summary('complete new rows with a saved model')
    .description(
      'Completes new rows (.csv, .tsv, .npy) of the columns that a model was fitted to, without ' +
        'training. Missing are NaN and empty entries, or what --mask says.',
    )
    .argument('<MODEL>', 'what `fit` wrote (.safetensors)')
    .argument('<NEWROWS>', 'matrix file')
    .option('-o, --output <FILE>', 'where to write the result')
    .option('--mask <FILE>', 'picture (white observed, black missing) or matrix of 1 and 0')
    .option('--truth <FILE>', 'the whole rows, to measure against')
    .option('--json', 'print one JSON object instead of text');
  addSettingFlags(command, transformSettings);
  command.action((model: string, rows: string, flags: Flags) =>
    runTransform(model, rows, flags, terminal),
  );
}

async function runTransform(
  path: string,
  rows: string,
  flags: Flags,
  terminal: Terminal,
): Promise<void> {
  const options = await optionsOf(flags, transformSettings);
  if (flags.output !== undefined) {
    matrixFormatOf(flags.output, fileNames.output);
    await checkDestination(flags.output, fileNames.output);
  }
  const model = await load(path, fileNames.model);
  const input = await readMatrix(rows, fileNames.newRows);
  const given = flags.mask === undefined ? undefined : await readMaskFile(flags.mask);
  if (given) requireSameShape(given, input, fileNames.mask);
  const mask = given ?? maskFromNaN(input);
  const truth = flags.truth === undefined ? undefined : await readTruth(flags.truth, input);
  const interrupt = catchInterrupt();
  try {
    const { signal } = interrupt;
    const result = await model.transform(input, { ...options, mask, signal });
    const metrics = truth ? measure(result.matrix, truth, mask) : null;
    if (flags.output !== undefined) {
      await writeMatrix(flags.output, named(result.matrix, input), fileNames.output);
    }
    const report = transformReport(model.report.method, result, metrics);
    terminal.out.write(
      flags.json ? `${JSON.stringify(report)}\n` : transformText(report, flags.output),
    );
    interrupt.signal.throwIfAborted();
  } finally {
    interrupt.release();
  }
}
