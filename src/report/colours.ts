import { html, type Markup } from './markup.js';
import { numberText } from './numbers.js';
import { type Paint, pngOf } from './raster.js';
import { loadVega } from './vega.js';

/** A colour for each number of a range. */
export interface ColourScale {
  readonly low: number;
  readonly high: number;
  /** Red, green and blue of equal steps from low to high. */
  readonly colours: readonly (readonly number[])[];
}

/** Colour maps by what they show: values from dark to light, errors from nothing to glowing. */
const kSchemes = { values: 'viridis', errors: 'inferno', weights: 'viridis' } as const;

export type ScaleKind = keyof typeof kSchemes;

/** Few enough for small files, too many to be told apart. */
const kSteps: Readonly<Record<ScaleKind, number>> = { values: 64, errors: 64, weights: 32 };

export async function colourScale(
  kind: ScaleKind,
  [low, high]: readonly [number, number],
): Promise<ColourScale> {
  const vega = await loadVega();
  const colourAt = vega.scheme(kSchemes[kind]) as unknown as (share: number) => string;
  const steps = kSteps[kind];
  const colours = Array.from({ length: steps }, (_, i) => rgbOf(colourAt(i / (steps - 1))));
  return { low, high, colours };
}

/** `rgb(68, 1, 84)` */
function rgbOf(colour: string): number[] {
  return (colour.match(/\d+/g) ?? []).map(Number);
}

/**
 * Paints the first plane; values beyond the range have the colour of its end.
 *
 * @param scaled a value as the scale takes it, for instance its logarithm
 */
export function mapped(
  { low, high, colours }: ColourScale,
  scaled: (value: number) => number = (value) => value,
): Paint {
  const last = colours.length - 1;
  const perValue = high > low ? last / (high - low) : 0;
  // Within the range first: the logarithm of 0 times 0 would be no number.
  const within = (value: number) => Math.min(Math.max(value, low), high);
  return ({ planes }, point) => {
    const value = within(scaled(planes[0]?.[point] as number));
    return colours[Math.round((value - low) * perValue)] as readonly number[];
  };
}

/** How the ends of a scale are written. */
export interface BarWords {
  /** A value for people. */
  readonly text?: (value: number) => string;
  /** Whether there are values below the start or above the end, which have the colours of these. */
  readonly below?: boolean;
  readonly beyond?: boolean;
}

/** The scale itself, with its range. */
export async function scaleBar(scale: ColourScale, words: BarWords = {}): Promise<Markup> {
  const { text = numberText, below, beyond } = words;
  const { colours, low, high } = scale;
  const raster = { ...{ rows: 1, cols: colours.length }, block: { rows: 1, cols: 1 }, planes: [] };
  const png = await pngOf(raster, (_, i) => colours[i] as readonly number[], 'full');
  const start = `${below ? '≤ ' : ''}${text(low)}`;
  const end = `${beyond ? '≥ ' : ''}${text(high)}`;
  const alt = `colour scale from ${start} to ${end}`;
  return html`<div class="scale"><span>${start}</span><img src="${png}" alt="${alt}"><span>${end}</span></div>`;
}

/** Least and greatest of finite values. */
export function rangeOf(...lists: readonly ArrayLike<number>[]): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const list of lists) {
    for (let k = 0; k < list.length; k++) {
      const value = list[k] as number;
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? [low, high] : [0, 0];
}

/** The value below which a share of the values lies, by rank. */
export function quantile(values: Float64Array, share: number): number {
  const sorted = values.slice().sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
