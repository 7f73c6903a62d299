import type { Progress } from '../index.js';
import type { Run, RunRecord } from '../reproduce/index.js';
import { BatchProgress } from './batch-progress.js';
import { type StatusLine, statusLine } from './status-line.js';
import type { Terminal } from './terminal.js';

export interface DeskFlags {
  readonly progress?: boolean;
}

/** Tells on standard error how the runs of a table go: a line for each, progress in between. */
export class ReproduceDesk {
  failed = 0;
  readonly #indices: ReadonlyMap<Run, number>;
  readonly #metric: string;
  readonly #terminal: Terminal;
  readonly #progress: BatchProgress;
  readonly #line: StatusLine | undefined;

  constructor(runs: readonly Run[], metric: string, flags: DeskFlags, terminal: Terminal) {
    this.#indices = new Map(runs.map((run, index) => [run, index]));
    this.#metric = metric;
    this.#terminal = terminal;
    this.#progress = new BatchProgress(runs.length);
    const isShown = terminal.err.isTTY || flags.progress;
    this.#line = isShown ? statusLine(terminal.err) : undefined;
    terminal.err.write(`${counted(runs.length, 'run')} to make\n`);
  }

  readonly update = (run: Run, progress: Progress): void => {
    this.#progress.update(this.#indices.get(run) as number, progress);
    this.#line?.show(() => this.#progress.text());
  };

  readonly report = (run: Run, record: RunRecord): void => {
    if (record.status === 'failed') this.failed++;
    this.#progress.finish(this.#indices.get(run) as number, record.status);
    this.#line?.hide();
    this.#terminal.err.write(`${this.#textOf(record)}\n`);
    this.#line?.show(() => this.#progress.text());
  };

  close(): void {
    this.#line?.end();
  }

  #textOf(record: RunRecord): string {
    const problem = record.problem === 0 ? '' : ` (${record.problem + 1})`;
    const name = `${record.case}${problem}  ${record.method}  seed ${record.seed}`;
    if (record.status === 'failed') return `failed     ${name}: ${record.error}`;
    const { metrics, steps, seconds, stopReason } = record;
    const value = metrics[this.#metric]?.toPrecision(4) ?? 'no number';
    const end = stopReason === 'diverged' ? ', diverged' : '';
    return `completed  ${name}: ${this.#metric} ${value}, ${counted(steps, 'step')} in ${seconds.toFixed(2)} s${end}`;
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
