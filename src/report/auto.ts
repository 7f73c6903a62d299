import type { AutoReport } from '../completion.js';
import { html, type Markup } from './markup.js';
import type { RunView } from './run-view.js';
import { type Cell, tableOf } from './table.js';

/** What method auto chose, for each channel, and why; nothing of other methods. */
export function autoSection({ channels }: RunView): Markup | undefined {
  const chosen = channels.flatMap(({ name, completion: { auto } }) =>
    auto ? [choiceOf(name, auto)] : [],
  );
  if (chosen.length === 0) return undefined;
  return html`<section><h2>Choice of models</h2>\n${chosen}</section>`;
}

function choiceOf(channel: string, { models, reasons }: AutoReport): Markup {
  const of = channel === '' ? '' : `, ${channel}`;
  const table = tableOf({
    caption: `Models that were tried${of}: share of the result, errors at held entries`,
    columns: [
      { title: 'model', text: true },
      { title: 'share' },
      { title: 'mae' },
      { title: 'rmse' },
      { title: 'not used, as', text: true },
    ],
    rows: models.map(({ name, weight, mae, rmse, failure }): Cell[] => [
      name,
      weight,
      mae ?? '',
      rmse ?? '',
      failure ?? '',
    ]),
  });
  return html`<p>${reasons.join(' ')}</p>\n${table}`;
}
