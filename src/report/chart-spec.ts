import type { Spec } from 'vega';
import type { Chart, Line, Point } from './chart.js';
import { linearDomain, logDomain, logTicks, tickLabel } from './scale.js';

const kWidth = 540;
const kHeight = 250;

/** A chart as vega takes it. */
export function specOf(chart: Chart): Spec {
  const last = Math.max(1, ...chart.lines.map(({ points }) => points.at(-1)?.x ?? 0));
  const domain = domainOf(chart, last);
  const lines = chart.lines.map((line) => ({
    ...line,
    points: clipped(line.points, chart, domain),
  }));
  return {
    ...{
      width: kWidth,
      height: kHeight,
      padding: 2,
      autosize: { type: 'fit', contains: 'padding' },
    },
    config,
    data: lines.map(({ points }, i) => ({ name: `line${i}`, values: [...points] })),
    scales: [
      { name: 'x', type: 'linear', range: 'width', domain: [0, last] },
      { name: 'y', type: chart.scale, range: 'height', domain, nice: chart.scale === 'linear' },
    ],
    axes: [
      {
        orient: 'bottom',
        scale: 'x',
        title: 'step',
        tickCount: 6,
        tickMinStep: 1,
        encode: labelled(kThousands),
      },
      { orient: 'left', scale: 'y', title: chart.yTitle, grid: true, ...yTicks(chart, domain) },
    ],
    marks: [...lines.map(lineMark), ...(chart.rings ?? []).map(ring)],
  } as Spec;
}

const config = {
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    domainColor: 'var(--quiet)',
    tickColor: 'var(--quiet)',
    gridColor: 'var(--grid)',
    labelFont: 'inherit',
    titleFont: 'inherit',
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    titlePadding: 8,
  },
  axisY: { domain: false, ticks: false, labelPadding: 6 },
};

/** Share of the steps at the start that an axis need not show: losses fall by orders of magnitude there. */
const kStart = 0.01;

/** Points that must be left for an axis to do without the start. */
const kEnough = 10;

/** The span of the y axis. */
function domainOf({ scale, lines }: Chart, last: number): [number, number] {
  const all = lines.flatMap(({ points }) => points);
  const later = all.filter(({ x }) => x >= kStart * last);
  const shown = scale === 'log' && later.length > kEnough ? later : all;
  const ys = shown.map(({ y }) => y);
  return scale === 'log' ? logDomain(ys) : linearDomain(ys);
}

/** The points within a logarithmic axis, and where the line crosses its ends. */
function clipped(points: readonly Point[], { scale }: Chart, domain: readonly [number, number]) {
  if (scale === 'linear') return points;
  const within = ({ y }: Point) => y >= domain[0] && y <= domain[1];
  return points.flatMap((point, i) => {
    if (within(point)) return [point];
    const neighbours = [points[i - 1], points[i + 1]];
    return neighbours.flatMap((other) =>
      other && within(other) ? [crossing(other, point, domain)] : [],
    );
  });
}

/** Where the line from a point within to one outside leaves. */
function crossing(inside: Point, outside: Point, [low, high]: readonly [number, number]): Point {
  const end = outside.y < low ? low : high;
  const share = Math.log(end / inside.y) / Math.log(outside.y / inside.y);
  return { x: inside.x + share * (outside.x - inside.x), y: end };
}

/** `10 000`, as in tables. */
const kThousands = "replace(format(datum.value, ',~g'), /,/g, '\u202f')";

function labelled(signal: string) {
  return { labels: { update: { text: { signal } } } };
}

function yTicks({ scale }: Chart, domain: readonly [number, number]) {
  if (scale === 'linear') return { tickCount: 5, encode: labelled(kThousands) };
  const values = logTicks(domain);
  const labels = Object.fromEntries(values.map((value) => [String(value), tickLabel(value)]));
  return { values, encode: labelled(`(${JSON.stringify(labels)})[datum.value]`) };
}

function lineMark({ colour, dash, points }: Line, i: number) {
  const at = { x: { scale: 'x', field: 'x' }, y: { scale: 'y', field: 'y' } };
  const from = { data: `line${i}` };
  // A line of one point would not be seen.
  if (points.length === 1) {
    return {
      type: 'symbol',
      from,
      encode: { enter: { ...at, size: { value: 40 }, fill: { value: colour } } },
    };
  }
  const enter = {
    ...at,
    stroke: { value: colour },
    strokeWidth: { value: 1.8 },
    strokeJoin: { value: 'round' },
    ...(dash && { strokeDash: { value: [...dash] } }),
  };
  return { type: 'line', from, encode: { enter } };
}

/** A ring around a point. */
function ring({ x, y }: Point) {
  const enter = {
    x: { scale: 'x', value: x },
    y: { scale: 'y', value: y },
    size: { value: 45 },
    stroke: { value: 'currentColor' },
    strokeWidth: { value: 1.3 },
  };
  return { type: 'symbol', encode: { enter } };
}
