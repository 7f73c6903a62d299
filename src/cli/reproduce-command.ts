import { mkdir } from 'node:fs/promises';
import type { Command } from 'commander';
import { fileError, reasonOf } from '../formats/files.js';
import { info, LacunaError } from '../index.js';
import {
  findTable,
  type Listing,
  listTables,
  missingText,
  Reproduction,
  selected,
  type Table,
} from '../reproduce/index.js';
import { ItemsFailed, UsageError } from './exit.js';
import { catchInterrupt } from './interrupt.js';
import { requirePageFile, writeReportFile } from './report-file.js';
import { ReproduceDesk } from './reproduce-desk.js';
import type { Terminal } from './terminal.js';

interface Flags {
  readonly data?: string;
  readonly out?: string;
  readonly seeds?: string;
  readonly cases?: string;
  readonly methods?: string;
  readonly jobs?: string;
  readonly report?: string;
  readonly json?: boolean;
  readonly progress?: boolean;
}

/** `lacuna reproduce`: computes a table of a paper again. */
export function addReproduceCommand(program: Command, terminal: Terminal): void {
  program
    .command('reproduce')
    .summary('compute tables of papers again')
    .description(
      'Without TABLE: lists the tables, and which files of --data each wants. With it: runs every method of ' +
        'the table on every case, on one thread each and as many at once as there are cores, and prints ' +
        'what came out beside what the paper prints. Each run is kept as soon as it has ended: the same ' +
        'command goes on where it was stopped.',
    )
    .argument('[TABLE]', 'id of a table, or a .json file that describes one')
    .option(
      '--data <DIR>',
      'folder of pictures, masks, matrices and ratings, which are not shipped',
    )
    .option('--out <DIR>', 'folder for TABLE.ndjson (every run), TABLE.json and TABLE.md')
    .option('--seeds <N>', 'runs of each cell, with the seeds from 0 (default: as the table says)')
    .option('--cases <LIST>', 'only these cases, with commas between them')
    .option('--methods <LIST>', 'only these methods, with commas between them')
    .option('--jobs <N>', 'runs at once (default: one for each core)')
    .option('--report <FILE>', 'where to write the table as a page (.html)')
    .option('--json', 'print one JSON object instead of text')
    .option('--progress', 'show progress although standard error is no terminal')
    .action((table: string | undefined, flags: Flags) =>
      table === undefined ? list(flags, terminal) : reproduce(table, flags, terminal),
    );
}

async function list({ data, json }: Flags, { out }: Terminal): Promise<void> {
  const tables = await listTables(data);
  const text = () => tables.map((one) => listingText(one, data)).join('\n');
  out.write(json ? `${JSON.stringify({ tables })}\n` : text());
}

function listingText(listing: Listing, data: string | undefined): string {
  const { table, title, paper, cases, methods, unknownMethods, runs } = listing;
  const { missingFiles, missingCases } = listing;
  const where = data === undefined ? 'wants (give --data)' : `missing in ${data}`;
  const isWhole = missingFiles.length === 0;
  return [
    `${table}: ${title}`,
    `  paper    ${paper.authors}, ${paper.year}, ${paper.place}`,
    `  cases    ${cases.join(', ')}`,
    `  methods  ${methods.join(', ')}`,
    ...(unknownMethods.length === 0 ? [] : [`  not in this version: ${unknownMethods.join(', ')}`]),
    `  data     ${isWhole ? 'all there' : `${where}: ${missingFiles.join(', ')}`}`,
    ...(missingCases.length === 0 ? [] : [`  left out ${missingCases.join(', ')}`]),
    `  runs     ${runs}`,
    '',
  ].join('\n');
}

async function reproduce(name: string, flags: Flags, terminal: Terminal): Promise<void> {
  const table = await findTable(name);
  const selection = selected(table, {
    cases: listOf(flags.cases),
    methods: listOf(flags.methods),
  });
  const seeds = countOf(flags.seeds, '--seeds');
  const jobs = countOf(flags.jobs, '--jobs') ?? info().cores;
  const out = await prepareOut(flags.out);
  if (flags.report !== undefined) await requirePageFile(flags.report);
  const reproduction = await Reproduction.open(table, { data: flags.data, out, seeds });
  const missing = reproduction.missing.filter((it) =>
    selection.cases.some(({ id }) => id === it.case),
  );
  for (const it of missing) terminal.err.write(`${missingText(it)}\n`);
  requireRuns(reproduction, selection);
  const runs = reproduction.pending(selection);
  const interrupt = catchInterrupt();
  const desk = new ReproduceDesk(runs, table.metrics[0] as string, flags, terminal);
  try {
    await reproduction.make(runs, {
      jobs,
      signal: interrupt.signal,
      onProgress: desk.update,
      onRun: desk.report,
    });
  } finally {
    desk.close();
    interrupt.release();
  }
  await reproduction.write();
  if (flags.report !== undefined) await writeReportFile(flags.report, reproduction.page(selection));
  const text = () => reproduction.text(selection);
  terminal.out.write(flags.json ? `${JSON.stringify(reproduction.report(selection))}\n` : text());
  interrupt.signal.throwIfAborted();
  if (desk.failed > 0) throw new ItemsFailed();
}

/** @throws LacunaError `LACUNA_FILE` when not one run of the selection has its data and its method */
function requireRuns(reproduction: Reproduction, selection: Table): void {
  if (reproduction.runs(selection).length > 0) return;
  const what = 'the files of at least one case in --data, and a method that this version has,';
  throw new LacunaError('LACUNA_FILE', `Expected ${what} for TABLE but received ${selection.id}`);
}

/** @throws UsageError without --out, LacunaError `LACUNA_FILE` when it cannot be made */
async function prepareOut(out: string | undefined): Promise<string> {
  if (out === undefined)
    throw new UsageError('Expected --out, the folder for results, beside TABLE');
  try {
    await mkdir(out, { recursive: true });
  } catch (error) {
    throw fileError('a folder to write to', '--out', out, reasonOf(error), error);
  }
  return out;
}

function listOf(text: string | undefined): string[] | undefined {
  return text?.split(',').map((part) => part.trim());
}

function countOf(text: string | undefined, name: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new UsageError(`Expected an integer >= 1 for ${name} but received ${JSON.stringify(text)}`);
}
