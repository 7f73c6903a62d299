import type { TracePoint } from '../completion.js';
import { meanLoss } from '../image/combine.js';
import type { Series } from '../instruments.js';
import { atStep, type Chart, lineChart, lineStyles, type Point } from './chart.js';
import { html, type Markup } from './markup.js';
import { numberText } from './numbers.js';
import type { ChannelView, RunView } from './run-view.js';
import { tableOf } from './table.js';

/** How the loss went, and with a truth the error; undefined where neither was recorded. */
export async function curveSection(view: RunView): Promise<Markup | undefined> {
  const trace = meanTrace(view.channels);
  const errors = errorPoints(view);
  const held = heldPoints(view.summary);
  const charts = [
    ...(trace.length > 1 ? [await lineChart(lossChart(trace, view))] : []),
    ...(errors.length > 1 ? [await lineChart(errorChart(errors))] : []),
    ...(held.length > 1 ? [await lineChart(heldChart(held))] : []),
  ];
  if (charts.length === 0) return undefined;
  const note =
    view.channels.length > 1
      ? html`<p class="note">Losses are means over the channels.</p>`
      : undefined;
  return html`<section><h2>Course</h2>
<div class="columns">${charts}</div>
${note}${trace.length > 1 ? lossTable(trace) : undefined}</section>`;
}

/** The mean over channels of each term, at the steps that all of them recorded. */
function meanTrace(channels: readonly ChannelView[]): TracePoint[] {
  const [first, ...others] = channels.map(({ completion }) => completion.trace);
  const elsewhere = others.map((trace) => new Map(trace.map(({ step, loss }) => [step, loss])));
  return (first ?? []).flatMap(({ step, loss }) => {
    const same = elsewhere.map((losses) => losses.get(step));
    const losses = [loss, ...same.filter((one) => one !== undefined)];
    return losses.length === channels.length ? [{ step, loss: meanLoss(losses) }] : [];
  });
}

function termsOf(trace: readonly TracePoint[]): string[] {
  const names = Object.keys(trace.at(-1)?.loss ?? {});
  return names.length > 2 ? names : names.slice(0, 1);
}

function lossChart(trace: readonly TracePoint[], { summary }: RunView): Chart {
  const terms = termsOf(trace);
  const [first, last] = [trace[0] as TracePoint, trace.at(-1) as TracePoint];
  return {
    title: 'Loss',
    description:
      `The loss of ${summary.method} against steps on a logarithmic axis: ${numberText(first.loss.total)} at ` +
      `step ${first.step}, ${numberText(last.loss.total)} at step ${last.step}.`,
    yTitle: terms.length > 1 ? 'terms of the loss' : 'loss',
    scale: 'log',
    lines: terms.map((name, i) => ({
      ...(lineStyles[i % lineStyles.length] as (typeof lineStyles)[number]),
      name,
      points: trace.map(({ step, loss }) => ({ x: step, y: loss[name] ?? 0 })),
    })),
  };
}

/** The error against the truth over the missing entries: as it was read, else of the snapshots. */
function errorPoints({ channels, measureOther }: RunView): Point[] {
  const [first, ...others] = channels as [ChannelView, ...ChannelView[]];
  const series = others.length === 0 ? first.completion.instruments?.nmae : undefined;
  if (series)
    return series.steps.map((x, i) => ({ x, y: series.values[i] as number })).filter(isFinitePoint);
  if (!measureOther) return [];
  return (first.completion.snapshots ?? []).flatMap(({ step, matrix }) => {
    const same = others.map((one) =>
      one.completion.snapshots?.find((other) => other.step === step),
    );
    const planes = [matrix, ...same.map((other) => other?.matrix)];
    if (planes.includes(undefined)) return [];
    const { nmae } = measureOther(planes.map((plane) => (plane as typeof matrix).data));
    return [{ x: step, y: nmae }].filter(isFinitePoint);
  });
}

function isFinitePoint({ y }: Point): boolean {
  return Number.isFinite(y);
}

function errorChart(points: readonly Point[]): Chart {
  const ends = endsOf(points);
  return {
    title: 'NMAE over the missing entries',
    description: `The normalised mean absolute error against steps. ${ends.caption}`,
    yTitle: 'NMAE',
    scale: 'log',
    lines: [{ name: 'NMAE', points, colour: 'var(--series-1)' }],
    ...ends,
  };
}

/** The least point, marked and told. */
function endsOf(points: readonly Point[]): Required<Pick<Chart, 'rings' | 'caption'>> {
  const last = points.at(-1) as Point;
  const least = points.reduce((best, point) => (point.y < best.y ? point : best));
  return { rings: [least], caption: `Least: ${atStep(least)}. At the end: ${numberText(last.y)}.` };
}

/** The error at observed entries that were held, as far as it was recorded on the way. */
function heldPoints({ validation }: RunView['summary']): Point[] {
  return validation?.curve ? pointsOf(validation.curve).filter(isFinitePoint) : [];
}

function heldChart(points: readonly Point[]): Chart {
  const ends = endsOf(points);
  return {
    title: 'Error at held entries',
    description: `The root of the mean squared error at observed entries that were held, against steps. ${ends.caption}`,
    yTitle: 'root mean square',
    scale: 'log',
    lines: [{ name: 'error at held entries', points, colour: 'var(--series-3)' }],
    ...ends,
  };
}

function pointsOf({ steps, values }: Series): Point[] {
  return steps.map((x, i) => ({ x, y: values[i] as number }));
}

/** Rows of a table beside the curve, for those who want numbers. */
const kRows = 11;

function lossTable(trace: readonly TracePoint[]): Markup {
  const terms = termsOf(trace);
  const stride = (trace.length - 1) / Math.max(1, Math.min(kRows, trace.length) - 1);
  const at = new Set(
    Array.from({ length: Math.min(kRows, trace.length) }, (_, i) => Math.round(i * stride)),
  );
  const table = tableOf({
    caption: 'Terms of the loss, weights included, in the scale that training sees',
    columns: [{ title: 'step' }, ...terms.map((title) => ({ title }))],
    rows: [...at].map((i) => {
      const { step, loss } = trace[i] as TracePoint;
      return [step, ...terms.map((name) => loss[name] ?? null)];
    }),
  });
  return html`<details><summary>Loss in numbers</summary>${table}</details>`;
}
