import type { Command } from 'commander';
import { checkDestination, writeWhole } from '../formats/files.js';
import {
  completeRatings,
  type DuplicateRule,
  type RatingColumns,
  type RatingCompletion,
  type RatingTable,
  type ReadRatingsOptions,
  readRatings,
  type SparseOptions,
  splitRatings,
} from '../index.js';
import { defaultMethod } from '../methods/names.js';
import { singleRatingMethod } from '../ratings/complete.js';
import { UsageError } from './exit.js';
import { catchInterrupt } from './interrupt.js';
import { progressLine } from './progress-line.js';
import { ratingsReport, ratingsText } from './ratings-report.js';
import { predictionsText, topText } from './ratings-tables.js';
import { addSettingFlags, optionsOf, ratingSettings, type SettingFlags } from './settings.js';
import { fileNames } from './subject.js';
import type { Terminal } from './terminal.js';

interface Flags extends SettingFlags {
  readonly test?: string;
  readonly testShare?: string;
  readonly predictions?: string;
  readonly top?: string;
  readonly topOutput?: string;
  readonly separator?: string;
  readonly header?: boolean;
  readonly columns?: string;
  readonly duplicates?: string;
  readonly json?: boolean;
  readonly progress?: boolean;
}

/** Names that errors call files by. */
const names = { test: '--test', predictions: '--predictions', top: '--top-output' } as const;

/** `lacuna ratings`: learns from ratings, predicts others, and names the best items. */
export function addRatingsCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('ratings')
    .summary('predict ratings of items by users')
    .description(
      'Learns from a file with a user, an item and a rating on each line (any ids; tabs, ::, ;, commas ' +
        `or spaces between them), by default with ${defaultMethod}; ${singleRatingMethod} is fast. ` +
        'Ratings set apart measure the predictions.',
    )
    .argument('<INPUT>', 'text file of ratings')
    .option('--test <FILE>', 'ratings to predict and to measure against')
    .option('--test-share <SHARE>', 'set that share of INPUT apart, by --seed, instead of --test')
    .option('--predictions <FILE>', 'where to write the predicted test ratings (.csv)')
    .option('--top <N>', 'name so many items for each user, of those not rated')
    .option('--top-output <FILE>', 'where to write them (.csv)')
    .option('--separator <TEXT>', 'what stands between fields (detected when left out)')
    .option('--header', 'the first line names the columns (detected when left out)')
    .option('--no-header', 'the first line is a rating')
    .option('--columns <LIST>', 'columns of user,item,rating[,time]: names, or numbers from 0')
    .option('--duplicates <RULE>', 'last, first, mean or refuse, when a pair comes twice', 'last')
    .option('--json', 'print one JSON object instead of text')
    .option('--progress', 'show progress although standard error is no terminal');
  addSettingFlags(command, ratingSettings);
  command.action((input: string, flags: Flags) => runRatings(input, flags, terminal));
}

async function runRatings(input: string, flags: Flags, terminal: Terminal): Promise<void> {
  const options = await optionsOf(flags, ratingSettings);
  requireTogether(flags);
  const top = flags.top === undefined ? undefined : wholeNumber(flags.top);
  const reading = readingOf(flags);
  if (flags.predictions !== undefined) await checkDestination(flags.predictions, names.predictions);
  if (flags.topOutput !== undefined) await checkDestination(flags.topOutput, names.top);
  const { train, test } = await tablesOf(input, flags, reading, options);
  const interrupt = catchInterrupt();
  const line = terminal.err.isTTY || flags.progress ? progressLine(terminal.err) : undefined;
  try {
    const result = await completeRatings(train, {
      ...options,
      ...(test && { test }),
      ...(top !== undefined && { top }),
      onProgress: line?.show,
      signal: interrupt.signal,
    });
    line?.end();
    await writeTables(flags, result, test);
    const report = ratingsReport(train, result);
    terminal.out.write(flags.json ? `${JSON.stringify(report)}\n` : ratingsText(report, flags));
    interrupt.signal.throwIfAborted();
  } finally {
    line?.end();
    interrupt.release();
  }
}

/** @throws UsageError for flags that need each other, or exclude each other */
function requireTogether({ test, testShare, predictions, top, topOutput }: Flags): void {
  if (test !== undefined && testShare !== undefined) {
    throw new UsageError('Expected one of --test and --test-share but received both');
  }
  if (predictions !== undefined && test === undefined && testShare === undefined) {
    throw new UsageError('Expected --test or --test-share beside --predictions');
  }
  if ((top === undefined) !== (topOutput === undefined)) {
    throw new UsageError('Expected --top and --top-output together but received only one of them');
  }
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError(`Expected an integer >= 1 for --top but received ${JSON.stringify(text)}`);
}

const rules: readonly DuplicateRule[] = ['last', 'first', 'mean', 'refuse'];

function readingOf({ separator, header, columns, duplicates }: Flags): ReadRatingsOptions {
  const rule = rules.find((one) => one === duplicates);
  if (rule === undefined) {
    const what = rules.map((one) => JSON.stringify(one)).join(', ');
    throw new UsageError(
      `Expected one of ${what} for --duplicates but received ${JSON.stringify(duplicates)}`,
    );
  }
  return {
    separator: separator === '\\t' ? '\t' : separator,
    header,
    columns: columns === undefined ? undefined : columnsOf(columns),
    duplicates: rule,
  };
}

function columnsOf(list: string): RatingColumns {
  const cells = list.split(',').map((cell) => (/^\d+$/.test(cell) ? Number(cell) : cell.trim()));
  const [user, item, rating, time] = cells;
  if (user === undefined || item === undefined || rating === undefined || cells.length > 4) {
    throw new UsageError(
      `Expected user,item,rating or user,item,rating,time for --columns but received ${JSON.stringify(list)}`,
    );
  }
  return { user, item, rating, ...(time !== undefined && { time }) };
}

interface Tables {
  readonly train: RatingTable;
  readonly test?: RatingTable;
}

async function tablesOf(
  input: string,
  { test, testShare }: Flags,
  reading: ReadRatingsOptions,
  { seed }: SparseOptions,
): Promise<Tables> {
  const all = await readRatings(input, reading, fileNames.input);
  if (test !== undefined) return { train: all, test: await readRatings(test, reading, names.test) };
  if (testShare === undefined) return { train: all };
  return splitRatings(all, { testShare: Number(testShare), ...(seed !== undefined && { seed }) });
}

async function writeTables(
  { predictions, topOutput }: Flags,
  result: RatingCompletion,
  test: RatingTable | undefined,
): Promise<void> {
  const write = (path: string, text: string, name: string) =>
    writeWhole(path, Buffer.from(text, 'utf8'), name);
  if (predictions !== undefined && result.predictions && test) {
    await write(predictions, predictionsText(result.predictions, test.ratings), names.predictions);
  }
  if (topOutput !== undefined && result.top) await write(topOutput, topText(result.top), names.top);
}
