import { type Chart, type Line, lineChart, type Point } from './chart.js';
import { html, type Markup } from './markup.js';
import { numberText } from './numbers.js';
import type { ChannelView, RunView } from './run-view.js';

/** Paths of the singular values and of the effective rank; undefined where neither was read. */
export async function spectrumSection({ channels }: RunView): Promise<Markup | undefined> {
  const paths = channels.flatMap((channel) => pathChart(channel) ?? []);
  const ranks = channels.flatMap((channel) => rankLine(channel) ?? []);
  const charts = [
    ...(await Promise.all(paths.map(lineChart))),
    ...(ranks.length > 0 ? [await lineChart(rankChart(ranks))] : []),
  ];
  if (charts.length === 0) return undefined;
  return html`<section><h2>Spectrum</h2>
<div class="columns">${charts}</div>
<p class="note">Of the model’s matrix X in the scale that training sees. Effective rank is exp(−Σ p·ln p) with p = σ/Σσ over all singular values.</p></section>`;
}

function pathChart({ name, completion }: ChannelView): Chart | undefined {
  const series = completion.instruments?.singularValues;
  if (!series || series.steps.length < 2) return undefined;
  const count = series.values[0]?.length ?? 0;
  const end = (series.values.at(-1) ?? []).map((value) => numberText(value, 3)).join(', ');
  return {
    title: `Greatest singular values${name === '' ? '' : `, ${name}`}`,
    description: `The ${count} greatest singular values of X${name === '' ? '' : ` of the ${name} channel`} against steps on a logarithmic axis. At the end: ${end}.`,
    yTitle: 'σ',
    scale: 'log',
    lines: Array.from({ length: count }, (_, k) => ({
      name: `σ${[...String(k + 1)].map((digit) => kLowered[Number(digit)]).join('')}`,
      points: series.steps.map((x, i) => ({ x, y: series.values[i]?.[k] as number })),
      colour: shade(k, count),
    })),
  };
}

const kLowered = [...'₀₁₂₃₄₅₆₇₈₉'];

/** From the colour of the first to that of the ink's background, in equal steps. */
function shade(k: number, count: number): string {
  const share = count > 1 ? k / (count - 1) : 0;
  return `color-mix(in oklab, var(--series-1) ${Math.round(100 - 100 * share)}%, var(--series-2))`;
}

function rankLine({ name, colour, completion }: ChannelView): Line | undefined {
  const series = completion.instruments?.effectiveRank;
  if (!series || series.steps.length < 2) return undefined;
  const points: Point[] = series.steps.map((x, i) => ({ x, y: series.values[i] as number }));
  return { name: name === '' ? 'effective rank' : name, colour, points };
}

function rankChart(lines: readonly Line[]): Chart {
  const ends = lines.map(({ points }) => numberText(points.at(-1)?.y ?? null)).join(', ');
  return {
    title: 'Effective rank',
    description: `The effective rank of X against steps on a logarithmic axis. At the end: ${ends}.`,
    yTitle: 'effective rank',
    scale: 'log',
    lines,
  };
}
