import type { Completion, Snapshot } from '../completion.js';
import type { Matrix, Shape } from '../matrix.js';
import { colourScale, mapped, rangeOf, scaleBar } from './colours.js';
import { type Look, lookOf, mapLook } from './look.js';
import { html, type Markup } from './markup.js';
import { numberText } from './numbers.js';
import { figureOf } from './picture.js';
import { shownSteps } from './readings.js';
import type { RunView } from './run-view.js';

/** Most points of a side: there are many of these. */
const kMost = 100;

/** The result as it grew, and the Laplacians as they were learned; undefined without snapshots. */
export async function snapshotSection(view: RunView): Promise<Markup | undefined> {
  const shown = snapshotsOf(view);
  if (shown.length < 2) return undefined;
  const { bar: _bar, ...look } = await lookOf(view);
  const results = shown.map(({ step, planes }) =>
    figureOf({ ...sizeOf(view), planes }, look, wordsFor('the result', step), kMost),
  );
  const weights = await Promise.all(namesOf(shown).map((name) => weightStrip(name, shown)));
  return html`<section><h2>On the way</h2>
<div class="strip">${await Promise.all(results)}</div>
${Math.max(view.rows, view.cols) > kMost ? html`<p class="note">Shown with ${kMost} points a side at most; each is the mean over a block.</p>` : undefined}
${weights.length > 0 ? weightWords(view) : undefined}
${weights}</section>`;
}

interface Shown extends Pick<Snapshot, 'step' | 'laplacians'> {
  readonly planes: readonly ArrayLike<number>[];
}

/** A few of the snapshots and the result, all channels together; Laplacians are those of the first one. */
function snapshotsOf({ channels }: RunView): Shown[] {
  const lists = channels.map(({ completion }) => withEnd(completion));
  const [first = [], ...others] = lists;
  const reached = first
    .map(({ step }) => step)
    .filter((step) => others.every((list) => list.some((other) => other.step === step)));
  if (reached.length === 0) return [];
  return shownSteps(reached).map((step) => {
    const same = lists.map((list) => list.find((one) => one.step === step) as Snapshot);
    return {
      step,
      laplacians: (same[0] as Snapshot).laplacians,
      planes: same.map(({ matrix }) => matrix.data),
    };
  });
}

/** The snapshots, and the result of a run that ended between two of them. */
function withEnd({ snapshots = [], steps, matrix, laplacians = {} }: Completion): Snapshot[] {
  const before = snapshots.filter(({ step }) => step < steps);
  const end = snapshots.find(({ step }) => step === steps) ?? { step: steps, matrix, laplacians };
  return snapshots.length > 0 ? [...before, end] : [];
}

function sizeOf({ rows, cols }: RunView) {
  return { rows, cols };
}

function wordsFor(what: string, step: number) {
  const at = `step ${numberText(step)}`;
  return { alt: `${what} at ${at}`, caption: at };
}

function namesOf(shown: readonly Shown[]): string[] {
  const names = shown.flatMap(({ laplacians }) => Object.keys(laplacians));
  // One vector has no other to be like.
  return [...new Set(names)].filter((name) => (shown[0]?.laplacians[name]?.rows ?? 0) > 1);
}

function weightWords({ channels }: RunView): Markup {
  const [first] = channels;
  const of = channels.length > 1 ? ` of the ${first?.name} channel` : '';
  return html`<p class="note">Learned Laplacians${of}: the weights −L<sub>ij</sub> between different vectors, which say how alike these are taken to be. Colours are logarithmic and the same within a line.</p>`;
}

interface Relation {
  readonly symbol: Markup;
  readonly between: string;
}

const kRelations: Readonly<Record<string, Relation>> = {
  rows: { symbol: html`L<sub>r</sub>`, between: 'rows' },
  cols: { symbol: html`L<sub>c</sub>`, between: 'columns' },
  positions: { symbol: html`L<sub>positions</sub>`, between: 'positions within blocks' },
  blocks: { symbol: html`L<sub>blocks</sub>`, between: 'blocks' },
};

/** What one Laplacian became, in the same colours throughout. */
async function weightStrip(name: string, shown: readonly Shown[]): Promise<Markup> {
  const steps = shown.flatMap(({ step, laplacians }) => {
    const laplacian = laplacians[name];
    return laplacian ? [{ step, weights: weightsOf(laplacian) }] : [];
  });
  // A second one over the same is called rows_2.
  const [base, counter] = name.split('_') as [string, string?];
  const { symbol, between } = kRelations[base] as Relation;
  const [look, bar] = await weightLook(steps.map(({ weights }) => weights));
  const figures = steps.map(({ step, weights }) =>
    figureOf(weights, look, wordsFor(`learned weights between ${between}`, step), kMost),
  );
  return html`<h3>${symbol}, between ${between}${counter ? ` (${counter})` : ''}</h3>
<div class="strip">${await Promise.all(figures)}</div>${bar}`;
}

interface Weights extends Shape {
  readonly planes: readonly [Float64Array];
  /** Nothing is shown on the diagonal. */
  readonly mask: Uint8Array;
}

function weightsOf({ data, rows, cols }: Matrix): Weights {
  const mask = Uint8Array.from(data, (_, k) => (k % (cols + 1) === 0 ? 0 : 1));
  return { rows, cols, mask, planes: [Float64Array.from(data, (entry) => -entry)] };
}

/** Weights below this share of the greatest are not told apart. */
const kDecades = 4;

/** One scale for all steps of a Laplacian, and that scale drawn. */
async function weightLook(all: readonly Weights[]): Promise<readonly [Look, Markup]> {
  const [least, most] = rangeOf(...all.map(({ planes, mask }) => logarithms(planes[0], mask)));
  const scale = await colourScale('weights', [Math.max(least, most - kDecades), most]);
  const text = (value: number) => numberText(10 ** value, 3);
  const look = { ...mapLook(scale), paint: mapped(scale, Math.log10) };
  return [look, await scaleBar(scale, { text, below: least < scale.low })];
}

function logarithms(plane: Float64Array, mask: Uint8Array): Float64Array {
  return plane.filter((_, k) => mask[k] === 1).map(Math.log10);
}
