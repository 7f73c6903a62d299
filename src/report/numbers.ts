import { html, type Markup } from './markup.js';

/** Digits of measured numbers where nobody says. */
const kDigits = 4;

const kMinus = '−';
const kRaised = [...'⁰¹²³⁴⁵⁶⁷⁸⁹'];

/** A number for people: four significant digits, `1.234·10⁻⁵` where it is small, and `–` for none. */
export function numberText(value: number | null, digits = kDigits): string {
  if (value === null || Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${kMinus}∞`;
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return wholeText(value);
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 10 ** Math.max(digits, 6)) {
    return signed(trimmed(value.toPrecision(digits)));
  }
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e') as [string, string];
  return `${signed(mantissa)}·10${raised(Number(exponent))}`;
}

/** The same, with the exact value for programs that read the page. */
export function numberMark(value: number | null, digits = kDigits): Markup {
  const text = numberText(value, digits);
  return value === null || !Number.isFinite(value)
    ? html`${text}`
    : html`<data value="${value}">${text}</data>`;
}

/** `10 000`: thousands apart, so that long counts can be read. */
function wholeText(value: number): string {
  const digits = String(Math.abs(value));
  const grouped = digits.length > 4 ? digits.replaceAll(/\B(?=(?:\d{3})+$)/g, '\u202f') : digits;
  return value < 0 ? kMinus + grouped : grouped;
}

/** toPrecision writes large numbers with an exponent of its own. */
function trimmed(text: string): string {
  return text.includes('e') ? String(Number(text)) : text;
}

function signed(text: string): string {
  return text.replace('-', kMinus);
}

/** A whole number as an exponent: `⁻¹²`. */
export function raised(exponent: number): string {
  const digits = [...String(Math.abs(exponent))].map((digit) => kRaised[Number(digit)]);
  return `${exponent < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** `12.3 %` */
export function shareText(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** `340 ms`, `2.31 s`, `2 min 5 s` */
export function durationText(seconds: number): string {
  if (seconds < 1) return `${numberText(1000 * seconds, 3)} ms`;
  if (seconds < 120) return `${numberText(seconds, 3)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 120) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
