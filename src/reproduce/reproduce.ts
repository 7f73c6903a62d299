import { join } from 'node:path';
import { settleAll } from '../batch/pipeline.js';
import { checkDestination, writeWhole } from '../formats/files.js';
import type { Progress } from '../index.js';
import { Digests } from './data-files.js';
import { tablePage } from './page.js';
import { perform } from './perform.js';
import { type Cell, identityOf, type MissingData, type Plan, planTable, seedsOf } from './plan.js';
import { type Printed, tableText } from './print.js';
import { Problems } from './problems.js';
import type { RunIdentity, RunRecord } from './record.js';
import { absenceOf, type Row, tableRows } from './rows.js';
import { outName, RunStore } from './run-store.js';
import type { Case, Table, TableMethod } from './schema.js';

/** One run, before it is made. */
export interface Run {
  readonly cell: Cell;
  readonly identity: Omit<RunIdentity, 'finished'>;
}

export interface Settings {
  /** Where the files of the problems lie. */
  readonly data: string | undefined;
  /** An existing folder for the results. */
  readonly out: string;
  /** Runs of each cell; left out: as the table says. */
  readonly seeds: number | undefined;
}

/** What became of a table. Plain data. */
export interface Report {
  readonly table: string;
  readonly title: string;
  readonly paper: Table['paper'];
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
  readonly missing: readonly MissingData[];
  readonly runs: readonly RunRecord[];
}

/** How runs are made. */
export interface Watch {
  /** Runs at once. */
  readonly jobs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (run: Run, progress: Progress) => void;
  /** Hears of each run when it is kept. */
  readonly onRun: (run: Run, record: RunRecord) => void;
}

/** The runs of a table: which there are, which are made, and what comes of all. */
export class Reproduction {
  readonly #table: Table;
  readonly #settings: Settings;
  readonly #plan: Plan;
  readonly #runs: readonly Run[];
  readonly #store: RunStore;

  private constructor(parts: {
    readonly table: Table;
    readonly settings: Settings;
    readonly plan: Plan;
    readonly runs: readonly Run[];
    readonly store: RunStore;
  }) {
    this.#table = parts.table;
    this.#settings = parts.settings;
    this.#plan = parts.plan;
    this.#runs = parts.runs;
    this.#store = parts.store;
  }

  /** @throws LacunaError `LACUNA_FILE` for results that cannot be read or written */
  static async open(table: Table, settings: Settings): Promise<Reproduction> {
    await checkDestination(join(settings.out, `${table.id}.json`), outName);
    const store = await RunStore.open(join(settings.out, `${table.id}.ndjson`));
    const plan = await planTable(table, settings.data);
    const digests = new Digests(settings.data ?? '');
    const runs = await Promise.all(
      plan.cells.map(async (cell) => {
        const made = await identityOf(cell, digests);
        return seedsOf(cell, settings.seeds).map((seed) => ({
          cell,
          identity: {
            ...made,
            seed,
            case: cell.case.id,
            problem: cell.index,
            method: cell.method.id,
            options: cell.options,
          },
        }));
      }),
    );
    // First seeds first: a table that is stopped halfway has numbers in every cell.
    const ordered = runs.flat().sort((a, b) => a.identity.seed - b.identity.seed);
    return new Reproduction({ table, settings, plan, runs: ordered, store });
  }

  get missing(): readonly MissingData[] {
    return this.#plan.missing;
  }

  /** All runs of a selection for which data and method are there. */
  runs({ cases, methods }: Pick<Table, 'cases' | 'methods'> = this.#table): readonly Run[] {
    return this.#runs.filter(
      ({ cell }) =>
        cases.some(({ id }) => id === cell.case.id) &&
        methods.some(({ id }) => id === cell.method.id),
    );
  }

  /** Those that are not made yet. */
  pending(selection: Pick<Table, 'cases' | 'methods'> = this.#table): readonly Run[] {
    return this.runs(selection).filter(
      ({ identity }) => !this.#store.has(identity.cell, identity.seed),
    );
  }

  /**
   * Makes runs and keeps each as it ends; one that fails is kept as such and stops no other. An abort
   * ends what is under way, which is then as if it had not begun.
   */
  async make(runs: readonly Run[], watch: Watch): Promise<void> {
    const problems = new Problems(this.#settings.data ?? '');
    const results = settleAll({
      source: until(watch.signal, runs),
      work: async (run: Run) => this.#attempt(run, problems, watch),
      limits: { inFlight: watch.jobs, outstanding: 2 * watch.jobs },
      order: 'finished',
    });
    for await (const result of results) {
      const run = runs[result.index] as Run;
      if (result.status === 'failed') throw result.error;
      if (result.value === undefined) continue;
      await this.#store.append(result.value);
      watch.onRun(run, result.value);
    }
  }

  async #attempt(run: Run, problems: Problems, watch: Watch): Promise<RunRecord | undefined> {
    const { cell, identity } = run;
    const { signal } = watch;
    try {
      const problem = await problems.open(cell.problem);
      const onProgress = (progress: Progress) => watch.onProgress(run, progress);
      const folder = this.#settings.data ?? '';
      return await perform({
        identity,
        problem,
        options: cell.options,
        unknown: cell.method.unknown,
        folder,
        signal,
        onProgress,
      });
    } catch (error) {
      if (signal.aborted) return undefined;
      return { ...identity, status: 'failed', finished: new Date().toISOString(), ...fault(error) };
    }
  }

  /** Of the whole table, or of a selection of it, all that has been made. */
  report(selection: Table = this.#table): Report {
    const { id, title, paper, notes } = selection;
    const records = this.#store.records.filter(({ cell }) =>
      this.#runs.some((run) => run.identity.cell === cell),
    );
    const rows = tableRows(selection, {
      records,
      cellsOf: (one, method) => this.#cellsOf(one, method),
      reasonOf: (one, method) => this.#reasonOf(one, method),
    });
    const missing = this.missing.filter((it) => selection.cases.some((one) => one.id === it.case));
    return { table: id, title, paper, notes, rows, missing, runs: records };
  }

  /** The report as text. */
  text(selection: Table = this.#table): string {
    return tableText(this.#printed(selection));
  }

  /** The report as a page. */
  page(selection: Table = this.#table): string {
    return tablePage(this.#printed(selection));
  }

  #printed(selection: Table): Printed {
    const { rows, missing } = this.report(selection);
    return { table: selection, rows, missing: missing.map(missingText) };
  }

  /** Writes the report of the whole table, as JSON and as Markdown. */
  async write(): Promise<void> {
    const path = join(this.#settings.out, this.#table.id);
    const json = `${JSON.stringify(this.report(), null, 1)}\n`;
    await writeWhole(`${path}.json`, Buffer.from(json, 'utf8'), outName);
    await writeWhole(`${path}.md`, Buffer.from(this.text(), 'utf8'), outName);
  }

  #cellsOf(one: Case, method: TableMethod): string[] {
    const cells = this.#runs
      .filter(({ cell }) => cell.case.id === one.id && cell.method.id === method.id)
      .map(({ identity }) => identity.cell);
    return [...new Set(cells)];
  }

  #reasonOf(one: Case, method: TableMethod): string | undefined {
    const isMissing = this.missing.some(
      (it) => it.case === one.id && (it.method === undefined || it.method === method.id),
    );
    const absence = absenceOf(method, one, this.#plan.unknown);
    if (absence !== undefined) return absence;
    return isMissing ? 'its data is not there' : 'not run yet';
  }
}

/** What a case wants that is not there. */
export function missingText({ case: name, method, files }: MissingData): string {
  const of = method === undefined ? name : `${method} on ${name}`;
  return `left out ${of}: the data folder has no ${files.join(', ')}`;
}

function fault(error: unknown): { error: string; code: string | null } {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : null;
  return { error: message, code };
}

function* until(signal: AbortSignal, runs: readonly Run[]): Generator<Run> {
  for (const run of runs) {
    if (signal.aborted) return;
    yield run;
  }
}
