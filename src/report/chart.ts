import { specOf } from './chart-spec.js';
import { html, Markup } from './markup.js';
import { numberText } from './numbers.js';
import { loadVega } from './vega.js';

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  /** A colour of the page's style: `var(--series-1)`. */
  readonly colour: string;
  /** Lengths of dashes and gaps; left out, the line is solid. */
  readonly dash?: readonly number[] | undefined;
}

export interface Chart {
  readonly title: string;
  /** The same in a sentence, for people who do not see it. */
  readonly description: string;
  readonly yTitle: string;
  /** With 'log' points that are not above 0 are left out. */
  readonly scale: 'log' | 'linear';
  readonly lines: readonly Line[];
  /** Points that are marked. */
  readonly rings?: readonly Point[];
  /** Stands beneath. */
  readonly caption?: string;
}

/** Colours of lines in a fixed order, and dashes, so that they differ without colour too. */
export const lineStyles: readonly Pick<Line, 'colour' | 'dash'>[] = [
  { colour: 'var(--series-1)' },
  { colour: 'var(--series-2)', dash: [6, 3] },
  { colour: 'var(--series-3)', dash: [2, 2] },
  { colour: 'var(--series-4)', dash: [8, 3, 2, 3] },
  { colour: 'var(--series-5)', dash: [10, 3] },
  { colour: 'var(--series-6)', dash: [4, 2] },
];

/** A figure of lines against steps, with a legend where there are several. */
export async function lineChart(chart: Chart): Promise<Markup> {
  const lines = chart.lines.map((line) => ({ ...line, points: drawable(line, chart) }));
  const shown = { ...chart, lines: lines.filter(({ points }) => points.length > 0) };
  const legend = shown.lines.length > 1 ? legendOf(shown.lines) : undefined;
  return html`<figure class="chart"><h3>${chart.title}</h3>
<div role="img" aria-label="${chart.description}">${await drawing(shown)}</div>
${legend}${chart.caption === undefined ? undefined : html`<figcaption>${chart.caption}</figcaption>`}</figure>`;
}

/** Lines that have nothing to show, as they are 0 throughout or were never read. */
function drawable({ points }: Line, { scale }: Chart): readonly Point[] {
  return points.filter(({ y }) => Number.isFinite(y) && (scale === 'linear' || y > 0));
}

async function drawing(chart: Chart): Promise<Markup> {
  if (chart.lines.length === 0) return html`<p class="note">Nothing to draw.</p>`;
  const vega = await loadVega();
  const view = new vega.View(vega.parse(specOf(chart)), { renderer: 'none' });
  try {
    return embedded(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** Within a page the names of SVG's vocabularies mean nothing, and what is described as a whole is silent in parts. */
function embedded(svg: string): Markup {
  const open = /^<svg[^>]*>/.exec(svg)?.[0] ?? '';
  const box = /viewBox="[^"]*"/.exec(open)?.[0] ?? '';
  const inner = svg
    .slice(open.length)
    .replaceAll(/ (?:aria-[a-z]+|role|pointer-events)="[^"]*"/g, '');
  return new Markup(`<svg ${box} aria-hidden="true" focusable="false">${inner}`);
}

function legendOf(lines: readonly Line[]): Markup {
  const items = lines.map(({ name, colour, dash }) => {
    const dashes = dash ? html` stroke-dasharray="${dash.join(' ')}"` : undefined;
    return html`<li><svg viewBox="0 0 22 8" aria-hidden="true"><line x1="0" y1="4" x2="22" y2="4" stroke="${colour}" stroke-width="2"${dashes}/></svg>${name}</li>`;
  });
  return html`<ul class="legend">${items}</ul>`;
}

/** `0.1234 at step 10 000` */
export function atStep({ x, y }: Point): string {
  return `${numberText(y)} at step ${numberText(x)}`;
}
