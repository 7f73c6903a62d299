import { invalidInput, LacunaError } from '../errors.js';
import { isArrayOfNumbers } from '../grid.js';

/** An inclusive range of integers. */
export type Span = readonly [low: number, high: number];

/** An array and its name for messages. */
export interface List {
  readonly name: string;
  readonly entries: ArrayLike<unknown>;
}

/** @throws {LacunaError} `LACUNA_INVALID_INPUT` for anything but an integer within the span */
export function integerIn(span: Span, value: unknown, name: string): number {
  if (isIn(span, value)) return value;
  throw outside(span, value, name);
}

/** @throws {LacunaError} `LACUNA_INVALID_INPUT` for anything but an array of numbers */
export function readList(value: unknown, name: string): List {
  if (isArrayOfNumbers(value)) return { name, entries: value };
  throw invalidInput('an array of numbers', name, value);
}

/** @throws {LacunaError} `LACUNA_INVALID_INPUT` unless one list is as long as the other */
export function requireAsMany(given: List, as: List): void {
  const [received, expected] = [given.entries.length, as.entries.length];
  if (received === expected) return;
  throw new LacunaError(
    'LACUNA_INVALID_INPUT',
    `Expected ${expected} entries, as in ${as.name}, for ${given.name} but received ${received}`,
  );
}

/**
 * A copy of indices below `count`.
 *
 * @throws {LacunaError} `LACUNA_INVALID_INPUT` for anything else among them
 */
export function indicesBelow(count: number, { entries, name }: List): Uint32Array {
  const span: Span = [0, count - 1];
  const indices = new Uint32Array(entries.length);
  for (let at = 0; at < entries.length; at++) {
    const index = entries[at];
    if (!isIn(span, index)) throw outside(span, index, `${name}[${at}]`);
    indices[at] = index;
  }
  return indices;
}

function isIn([low, high]: Span, value: unknown): value is number {
  return typeof value === 'number' && value >= low && value <= high && Number.isInteger(value);
}

function outside([low, high]: Span, value: unknown, name: string): LacunaError {
  const what = low === high ? String(low) : `an integer in [${low}, ${high}]`;
  return invalidInput(what, name, value);
}
