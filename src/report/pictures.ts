import { quantile, rangeOf } from './colours.js';
import { type Look, lookOf, scaleLook } from './look.js';
import { html, type Markup } from './markup.js';
import { numberText, shareText } from './numbers.js';
import { figureOf } from './picture.js';
import type { Planes } from './raster.js';
import type { RunView } from './run-view.js';

/** Most points of a side that is shown. */
const kMost = 480;

/** What was given, what came of it and, with a truth, how far that is from it. */
export async function pictureSection(view: RunView): Promise<Markup> {
  const look = await lookOf(view);
  const { rows, cols, truth } = view;
  const figures = [
    await observedFigure(view, look),
    await plainFigure('Completed', { rows, cols, planes: view.completed }, look),
    ...(truth ? [await plainFigure('Truth', { rows, cols, planes: truth }, look)] : []),
    ...(truth ? [await errorFigure(view, truth)] : []),
    ...(await deviationFigures(view)),
  ];
  return html`<section><h2>Pictures</h2>
<div class="pictures">${figures}</div>
${shrunkNote(view, look)}</section>`;
}

function observedFigure(
  { rows, cols, given, mask, summary }: RunView,
  look: Look,
): Promise<Markup> {
  const share = shareText(1 - summary.observed / mask.length);
  const swatch = html`<span class="swatch ${look.holes}"></span>`;
  const words = {
    alt: `What was observed; ${share} is missing`,
    caption: html`<b>Observed</b> ${swatch} missing, ${share}`,
  };
  return figureOf({ rows, cols, planes: given, mask }, look, words, kMost);
}

function plainFigure(name: string, planes: Planes, look: Look): Promise<Markup> {
  return figureOf(planes, look, { alt: name, caption: html`<b>${name}</b>` }, kMost);
}

/** Share of the missing entries whose errors the scale tells apart. */
const kWithin = 0.995;

/** |X − truth|, the mean over channels. */
async function errorFigure(view: RunView, truth: RunView['given']): Promise<Markup> {
  const { rows, cols, completed, mask } = view;
  const error = Float64Array.from(mask, (_, k) => {
    const each = completed.map((plane, c) =>
      Math.abs((plane[k] as number) - (truth[c]?.[k] as number)),
    );
    return each.reduce((sum, one) => sum + one, 0) / each.length;
  });
  const missing = error.filter((_, k) => mask[k] === 0);
  const [least, most] = rangeOf(error);
  const end = quantile(missing, kWithin) || most || 1;
  const scaled = await scaleLook('errors', [0, end], [least, most]);
  const look = { ...scaled, limits: (await lookOf(view)).limits };
  const mean = completed.length > 1 ? ', mean over the channels' : '';
  const words = {
    alt: `Error map; the largest error is ${numberText(most)}`,
    caption: html`<b>Error</b> |completed − truth|${mean}; largest ${numberText(most)}`,
  };
  return figureOf({ rows, cols, planes: [error] }, look, words, kMost);
}

/** Of a matrix, where the method knows how sure it is. */
async function deviationFigures({ rows, cols, channels }: RunView): Promise<Markup[]> {
  const deviations = channels.length === 1 ? channels[0]?.completion.deviations : undefined;
  if (!deviations) return [];
  const { data } = deviations;
  const look = await scaleLook('errors', [0, rangeOf(data)[1]]);
  return [await plainFigure('Standard deviation', { rows, cols, planes: [data] }, look)];
}

/** Says where points stand for several entries. */
function shrunkNote({ rows, cols, entry }: RunView, { limits }: Look): Markup | undefined {
  const most = limits({ rows, cols }, kMost);
  const [down, across] = [Math.ceil(rows / most.rows), Math.ceil(cols / most.cols)];
  if (down <= 1 && across <= 1) return undefined;
  const entries = entry === 'pixel' ? 'pixels' : 'entries';
  return html`<p class="note">Shown smaller than they are: each point is the mean over ${down} × ${across} ${entries}.</p>`;
}
