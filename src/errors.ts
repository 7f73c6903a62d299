/**
 * What went wrong, for programs:
 *
 * - `LACUNA_INVALID_INPUT` — the matrix, the mask or the truth is not what it should be
 * - `LACUNA_INVALID_OPTION` — an unknown option or method, or a value out of its range
 * - `LACUNA_FILE` — a file cannot be read, written or understood
 * - `LACUNA_OUT_OF_MEMORY` — the problem does not fit into the memory that is free
 * - `LACUNA_DEVICE` — the device asked for cannot be used
 * - `LACUNA_NOT_BUILT` — the native module cannot be loaded
 * - `LACUNA_NOT_INSTALLED` — a package that only some functions need is not installed
 * - `LACUNA_INVALID_ARGUMENT` — the environment (`LACUNA_ISA`) or an argument was refused by the engine
 * - `LACUNA_INTERNAL` — a fault of Lacuna itself
 */
export type LacunaErrorCode =
  | 'LACUNA_INVALID_INPUT'
  | 'LACUNA_INVALID_OPTION'
  | 'LACUNA_FILE'
  | 'LACUNA_OUT_OF_MEMORY'
  | 'LACUNA_DEVICE'
  | 'LACUNA_NOT_BUILT'
  | 'LACUNA_NOT_INSTALLED'
  | 'LACUNA_INVALID_ARGUMENT'
  | 'LACUNA_INTERNAL';

/** Every failure that Lacuna foresees: one line of message and a `code`. */
export class LacunaError extends Error {
  override readonly name = 'LacunaError';
  readonly code: LacunaErrorCode;

  constructor(code: LacunaErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const longestText = 60;
const longestList = 4;

/** A value as an error message shows it: `"x" (of type string)`, `[1, 0]`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'string') return `${quote(value)} (of type string)`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object') return describeObject(value);
  return `${String(value)} (of type ${typeof value})`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > longestText ? `${text.slice(0, longestText - 1)}…` : text);
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return describeArray(value);
  const name = value.constructor?.name ?? 'Object';
  if (ArrayBuffer.isView(value) && 'length' in value) return `a ${name} of length ${value.length}`;
  return name === 'Object' ? 'an object' : `an object (of type ${name})`;
}

function describeArray(array: readonly unknown[]): string {
  const isShort = array.length > 0 && array.length <= longestList;
  return isShort && array.every((entry) => typeof entry === 'number')
    ? `[${array.join(', ')}]`
    : `an array of length ${array.length}`;
}

/** `Expected <what> for <name> but received <value>`. */
export function expectation(what: string, name: string, value: unknown): string {
  return `Expected ${what} for ${name} but received ${describeValue(value)}`;
}

/** An error about the data: `Expected <what> for <name> but received <value>`. */
export function invalidInput(what: string, name: string, value: unknown): LacunaError {
  return new LacunaError('LACUNA_INVALID_INPUT', expectation(what, name, value));
}

/** An error about an option: `Expected <what> for <name> but received <value>`. */
export function invalidOption(what: string, name: string, value: unknown): LacunaError {
  return new LacunaError('LACUNA_INVALID_OPTION', expectation(what, name, value));
}
