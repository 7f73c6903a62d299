import { autoMethod } from '../auto/index.js';
import { classicMethods } from '../classic/index.js';
import type { StopReason, Trial, ValidationReport } from '../completion.js';
import type { Summary } from '../image/index.js';
import { methods } from '../methods/index.js';
import type { Metrics } from '../metrics.js';
import { stopWords } from '../stop-words.js';
import { type Content, html, type Markup } from './markup.js';
import { durationText, numberMark, numberText, shareText } from './numbers.js';
import type { RunView } from './run-view.js';
import { type Cell, factTable, tableOf } from './table.js';

/** Name, value and what else is to be said of it. */
type Key = readonly [string, Content, string];

/** The numbers that are looked for first. */
export function keyNumbers({ summary, metrics, rows, cols }: RunView): Markup {
  const { steps, seconds, observed, secondsPerStep } = summary;
  const missing = rows * cols - observed;
  const pace = secondsPerStep === null ? '' : `${durationText(secondsPerStep)} a step`;
  const keys: Key[] = [
    ...(metrics ? metricKeys(metrics) : []),
    ['missing', shareText(missing / (rows * cols)), `${numberText(missing)} of ${rows} × ${cols}`],
    ['steps', numberText(steps), stopWords[summary.stopReason]],
    ['time', durationText(seconds), pace],
  ];
  const items = keys.map(
    ([name, value, more]) =>
      html`<div><dt>${name}</dt><dd>${value}<small>${more}</small></dd></div>\n`,
  );
  return html`<dl class="keys">${items}</dl>`;
}

function metricKeys({ nmae, psnrMissing }: Metrics): Key[] {
  return [
    ['nmae', numberText(nmae), 'over the missing entries'],
    ['psnrMissing', `${numberText(psnrMissing)} dB`, 'over the missing entries'],
  ];
}

/** How the run went, how good the result is, and with which settings. */
export function summarySection(view: RunView): Markup {
  return html`<section><h2>Summary</h2>
<div class="columns">
${runTable(view)}
<div class="stack">${view.metrics ? metricTable(view.metrics) : undefined}${view.summary.method === 'auto' ? undefined : lossTable(view)}${heldTable(view.summary.validation)}</div>
</div></section>`;
}

function runTable({ summary, rows, cols, channels }: RunView): Markup {
  const { method, observed, seed, device, precision, threads, steps, stopReason } = summary;
  const { title, paper } = described(method);
  const of = channels.length > 1 ? `, ${channels.length} channels` : '';
  const place = device === 'cpu' ? device : `${device} (${precision})`;
  return factTable('The run', [
    ['method', html`${method}: ${title}`],
    ['paper', `${paper.authors}, ${paper.title}, ${paper.venue}, ${paper.year}`],
    ['shape', html`${numberMark(rows)} × ${numberMark(cols)}${of}`],
    ['observed', numberMark(observed)],
    ['seed', numberMark(seed)],
    ['device', html`${place}, ${numberMark(threads)} ${threads === 1 ? 'thread' : 'threads'}`],
    ['steps', numberMark(steps)],
    ['end', endOf(stopReason)],
    ['seconds', timeOf(summary, channels)],
    ...fitFacts(summary),
  ]);
}

function timeOf({ seconds, secondsPerStep }: Summary, channels: RunView['channels']): Content {
  const pace = secondsPerStep === null ? undefined : html`, ${numberMark(secondsPerStep)} a step`;
  const isRead = channels.some(({ completion }) => completion.instruments);
  return html`${numberMark(seconds)}${pace}${isRead ? ', readings on the way included' : ''}`;
}

function fitFacts({ rank, trainingError }: Summary): (readonly [string, Content])[] {
  const error = (value: number) =>
    html`${numberMark(value)} (root mean square at observed entries)`;
  return [
    ...(rank === undefined ? [] : [['rank', numberMark(rank)] as const]),
    ...(trainingError === undefined ? [] : [['training error', error(trainingError)] as const]),
  ];
}

function endOf(reason: StopReason): Content {
  const words = html`<code>${reason}</code> — ${stopWords[reason]}`;
  return reason === 'diverged' ? html`<span class="alarm">${words}</span>` : words;
}

function described(name: string) {
  const found = [autoMethod(), ...methods(), ...classicMethods()].find(
    (method) => method.name === name,
  );
  if (!found) throw new Error(`No method ${name}`);
  return found;
}

const kMetrics: readonly (readonly [keyof Metrics, string])[] = [
  ['nmae', 'mean |error| over the missing entries / (max − min of the truth)'],
  ['rmse', 'root of the mean squared error over the missing entries'],
  ['mae', 'mean |error| over the missing entries'],
  ['psnrMissing', 'dB, over the missing entries'],
  ['psnrAll', 'dB, over all entries'],
  ['rsre', '‖error‖ / ‖truth‖ over all entries'],
];

function metricTable(metrics: Metrics): Markup {
  return tableOf({
    caption: 'Against the truth',
    columns: [{ title: 'metric' }, { title: 'value' }, { title: 'what', text: true }],
    rows: kMetrics.map(([name, what]) => [name, metrics[name], what]),
  });
}

function lossTable({ summary }: RunView): Markup {
  return tableOf({
    caption: 'Loss of the result, weights included, in the scale that training sees',
    columns: [{ title: 'term' }, { title: 'value' }],
    rows: Object.entries(summary.loss),
  });
}

/** What held entries said, and of everything that was tried. */
function heldTable(validation: ValidationReport | undefined): Markup | undefined {
  if (!validation) return undefined;
  const { entries, error, steps, tried = [] } = validation;
  const held = factTable('Observed entries that were held', [
    ['entries', numberMark(entries)],
    ['error', html`${numberMark(error)} (root mean square)`],
    ['steps', html`${numberMark(steps)} were best`],
  ]);
  return html`${held}${tried.length > 0 ? trialTable(tried, validation) : undefined}`;
}

function trialTable(tried: readonly Trial[], best: ValidationReport): Markup {
  const names = Object.keys(tried[0]?.options ?? {});
  return tableOf({
    caption: 'Settings that were tried, the best one marked',
    columns: [
      { title: '' },
      ...names.map((title) => ({ title, text: true })),
      { title: 'error' },
      { title: 'steps' },
    ],
    rows: tried.map(({ options, error, steps }): Cell[] => [
      error === best.error && steps === best.steps ? 'best' : '',
      ...names.map((name) => JSON.stringify(options[name])),
      error,
      steps,
    ]),
  });
}
