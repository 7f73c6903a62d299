import { raised } from './numbers.js';

/** The span of a logarithmic axis; where all values are equal, a factor of 2 around them. */
export function logDomain(values: readonly number[]): [number, number] {
  const [low, high] = spanOf(values);
  if (!(low < high)) return [low / 2, high * 2];
  const margin = (high / low) ** 0.04;
  return [low / margin, high * margin];
}

/** The span of a linear axis, from 0 where values come near it. */
export function linearDomain(values: readonly number[]): [number, number] {
  const [low, high] = spanOf(values);
  if (low >= 0 && low < high / 2) return [0, high];
  if (low < high) return [low, high];
  const margin = Math.abs(low) / 2 || 1;
  return [low - margin, high + margin];
}

const kMostTicks = 7;

/** Powers of ten, thinned out where there are many; multiples by 2 and 5 where there are few. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const count = last - first + 1;
  if (count >= 3) {
    const every = Math.ceil(count / kMostTicks);
    return powers(first, last).filter((_, i) => i % every === 0);
  }
  const fine = powers(first - 1, last + 1).flatMap((power) =>
    [1, 2, 5].map((factor) => Number((factor * power).toPrecision(1))),
  );
  const within = fine.filter((value) => value >= low && value <= high);
  return within.length >= 3 ? within : evenTicks(low, high);
}

function powers(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(`1e${first + i}`));
}

/** Round numbers at equal distances, for axes of less than a factor of ten or so. */
function evenTicks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}

/** `10⁻⁴` for powers of ten, `0.02` and `2·10⁻⁵` for others. */
export function tickLabel(value: number): string {
  const [mantissa, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if (power >= -2 && power <= 3) return String(value);
  const ten = `10${raised(power)}`;
  return mantissa === '1' ? ten : `${mantissa}·${ten}`;
}

function spanOf(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}
