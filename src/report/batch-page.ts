import { type Look, lookOf } from './look.js';
import { html, type Markup } from './markup.js';
import { durationText, numberText, shareText } from './numbers.js';
import { renderPage } from './page.js';
import { type Planes, pngOf, shrunk } from './raster.js';
import { type ReportedRun, type RunView, viewOf } from './run-view.js';
import { type Cell, type TableColumn, tableOf, tableSection } from './table.js';

/** Most points of a side of a thumbnail. */
const kMost = 72;

interface Completed {
  readonly view: Pick<RunView, 'name' | 'rows' | 'cols' | 'summary' | 'metrics'>;
  readonly channels: number;
  readonly observed: Markup;
  readonly completed: Markup;
}

interface Failed {
  readonly name: string;
  readonly message: string;
}

/**
 * A page about many completions. Of each item only thumbnails and numbers are kept, so that it can grow
 * while a batch goes on; items stand in the order of their places, whatever the order in which they come.
 */
export class BatchReport {
  readonly #completed = new Map<number, Completed>();
  readonly #failed = new Map<number, Failed>();
  readonly #skipped = new Map<number, string>();

  /** @param index place of the item in the batch */
  async addCompleted(index: number, run: ReportedRun): Promise<void> {
    const view = viewOf(run);
    const { rows, cols, given, completed, mask, name, summary, metrics, channels } = view;
    const look = await lookOf(view);
    this.#completed.set(index, {
      view: { name, rows, cols, summary, metrics },
      channels: channels.length,
      observed: await thumbnail({ rows, cols, planes: given, mask }, look, `${name}, observed`),
      completed: await thumbnail({ rows, cols, planes: completed }, look, `${name}, completed`),
    });
  }

  addFailed(index: number, name: string, message: string): void {
    this.#failed.set(index, { name, message });
  }

  /** What was there already. */
  addSkipped(index: number, name: string): void {
    this.#skipped.set(index, name);
  }

  /** The page as far as the batch has come. */
  render(title: string): string {
    const [completed, failed] = [inOrder(this.#completed), inOrder(this.#failed)];
    const skipped = inOrder(this.#skipped);
    return renderPage({
      title,
      lead: `${numberText(completed.length + failed.length + skipped.length)} items`,
      sections: [
        countNumbers(completed, failed.length, skipped.length),
        failed.length > 0 ? failureSection(failed) : undefined,
        completed.length > 0 ? itemSection(completed) : undefined,
        skipped.length > 0 ? skippedSection(skipped) : undefined,
      ],
    });
  }
}

async function thumbnail(planes: Planes, look: Look, alt: string): Promise<Markup> {
  const png = await pngOf(shrunk(planes, look.limits(planes, kMost)), look.paint, look.packing);
  const holes = planes.mask ? look.holes : '';
  return html`<img class="thumb ${holes}" src="${png}" alt="${alt}">`;
}

function inOrder<Item>(items: ReadonlyMap<number, Item>): Item[] {
  return [...items].sort(([a], [b]) => a - b).map(([, item]) => item);
}

function countNumbers(completed: readonly Completed[], failed: number, skipped: number): Markup {
  const seconds = completed.reduce((sum, { view }) => sum + view.summary.seconds, 0);
  const failures = failed > 0 ? html`<span class="alarm">${failed}</span>` : '0';
  return html`<dl class="keys">
<div><dt>completed</dt><dd>${completed.length}</dd></div>
<div><dt>failed</dt><dd>${failures}</dd></div>
<div><dt>skipped</dt><dd>${skipped}<small>done before</small></dd></div>
<div><dt>computing</dt><dd>${durationText(seconds)}<small>all items together</small></dd></div>
</dl>`;
}

function itemSection(items: readonly Completed[]): Markup {
  const measured = items.some(({ view }) => view.metrics);
  const fitted = items.some(({ view }) => view.summary.trainingError !== undefined);
  const columns: TableColumn[] = [
    { title: 'item' },
    { title: 'observed', text: true },
    { title: 'completed', text: true },
    { title: 'shape' },
    { title: 'missing' },
    { title: 'method', text: true },
    { title: 'steps' },
    { title: 'end', text: true },
    { title: 'seconds', digits: 3 },
    { title: 'loss' },
    ...(fitted ? [{ title: 'training error' }] : []),
    ...(measured ? [{ title: 'nmae' }, { title: 'psnrMissing' }] : []),
  ];
  const rows = items.map((item): Cell[] => {
    const { rows, cols, summary, metrics, name } = item.view;
    const { method, observed, steps, stopReason, seconds, loss, trainingError } = summary;
    return [
      name,
      item.observed,
      item.completed,
      `${rows} × ${cols}${item.channels > 1 ? ` × ${item.channels}` : ''}`,
      shareText(1 - observed / (rows * cols)),
      method,
      steps,
      stopReason === 'diverged' ? html`<span class="alarm">diverged</span>` : stopReason,
      seconds,
      loss.total,
      ...(fitted ? [trainingError ?? null] : []),
      ...(measured ? [metrics?.nmae ?? null, metrics?.psnrMissing ?? null] : []),
    ];
  });
  const caption = 'Items that were completed. Losses are in the scale that training sees.';
  return tableSection({ title: 'Completed', caption, columns, rows });
}

function failureSection(failed: readonly Failed[]): Markup {
  const table = tableOf({
    caption: 'Items without a result, and why',
    columns: [{ title: 'item' }, { title: 'why', text: true }],
    rows: failed.map(({ name, message }) => [name, message]),
  });
  return html`<section><h2 class="alarm">Failed</h2>${table}</section>`;
}

function skippedSection(names: readonly string[]): Markup {
  const items = names.map((name) => html`<li>${name}</li>`);
  return html`<section><h2>Skipped</h2>
<details><summary>${names.length} had a result that is newer than they are</summary><ul>${items}</ul></details></section>`;
}
