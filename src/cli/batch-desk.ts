import type { Settled } from '../batch/pipeline.js';
import type { Progress } from '../index.js';
import type { BatchFile } from './batch-files.js';
import type { ItemOutcome } from './batch-item.js';
import { BatchProgress } from './batch-progress.js';
import { type ItemReport, itemReport, itemText, summaryText, type Tally } from './batch-report.js';
import { Interrupted } from './exit.js';
import { type StatusLine, statusLine } from './status-line.js';
import type { Terminal } from './terminal.js';

export interface DeskFlags {
  readonly json?: boolean;
  readonly progress?: boolean;
}

/** Tells how a batch goes: a line for each item, progress in between, a summary at the end. */
export class BatchDesk {
  readonly tally: Tally = { completed: 0, failed: 0, skipped: 0 };
  readonly #files: readonly BatchFile[];
  readonly #flags: DeskFlags;
  readonly #terminal: Terminal;
  readonly #progress: BatchProgress;
  readonly #line: StatusLine | undefined;

  constructor(files: readonly BatchFile[], flags: DeskFlags, terminal: Terminal) {
    this.#files = files;
    this.#flags = flags;
    this.#terminal = terminal;
    this.#progress = new BatchProgress(files.length);
    const shown = terminal.err.isTTY || flags.progress;
    this.#line = shown ? statusLine(terminal.err) : undefined;
  }

  update(index: number, progress: Progress): void {
    this.#progress.update(index, progress);
    this.#show();
  }

  /**
   * An item that was interrupted has no line: it is as if it had not begun.
   *
   * @returns what was told, if anything
   */
  report(result: Settled<ItemOutcome>): ItemReport | undefined {
    if (result.status === 'failed' && result.error instanceof Interrupted) return undefined;
    const report = itemReport(this.#files[result.index] as BatchFile, result);
    this.tally[report.status]++;
    this.#progress.finish(result.index, report.status);
    this.#line?.hide();
    const text = this.#flags.json ? JSON.stringify(report) : itemText(report);
    this.#terminal.out.write(`${text}\n`);
    this.#show();
    return report;
  }

  /** Ends with the summary; with `--json` standard output holds nothing but items. */
  close(): void {
    this.#line?.end();
    const { out, err } = this.#terminal;
    const sink = this.#flags.json ? err : out;
    sink.write(`${summaryText(this.tally, this.#progress.seconds)}\n`);
  }

  #show(): void {
    this.#line?.show(() => this.#progress.text());
  }
}
