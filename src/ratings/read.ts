import { createReadStream } from 'node:fs';
import { LacunaError } from '../errors.js';
import { fileError, reasonOf } from '../formats/files.js';
import { type DuplicateRule, type ReadRatings, settleDuplicates } from './duplicates.js';
import { decimalOf, type Layout, type LayoutOptions, layoutOf, splitLine } from './layout.js';
import { type RatingTable, ratingsWhere } from './table.js';

export interface ReadRatingsOptions extends LayoutOptions {
  /**
   * Which of several ratings of one item by one user counts: the 'last' one (the latest where there is
   * a column of times, else that on the last line), the 'first', their 'mean', or none of them:
   * 'refuse' throws. Default 'last'.
   */
  readonly duplicates?: DuplicateRule | undefined;
}

/** Bytes of a file that are taken at once. */
const chunk = 1 << 20;

/**
 * Reads ratings from a text file with a user, an item and a rating on each line: any extension, any ids
 * (they are kept as text), separated by tabs, '::', ';', ',' or spaces, which is detected, as is a first
 * line that names the columns. Further columns are not looked at, blank lines left out. Fields may
 * stand in double quotes where the separator is one character.
 *
 * @param name how an error calls the file
 * @throws {LacunaError} `LACUNA_FILE` with the line, for what is no rating
 */
export async function readRatings(
  path: string,
  options: ReadRatingsOptions = {},
  name = 'path',
): Promise<RatingTable> {
  const reader = new Reader(path, options);
  try {
    const stream = createReadStream(path, { encoding: 'utf8', highWaterMark: chunk });
    for await (const text of stream) reader.take(text as string);
  } catch (error) {
    if (error instanceof LacunaError) throw error;
    throw fileError('a readable file', name, path, reasonOf(error), error);
  }
  const read = reader.close();
  settleDuplicates(read, options.duplicates ?? 'last', path);
  return ratingsWhere(read, (e) => !Number.isNaN(read.ratings[e]));
}

/** Takes a file in pieces. */
class Reader {
  readonly #path: string;
  readonly #options: LayoutOptions;
  readonly #users = new Ids();
  readonly #items = new Ids();
  readonly #user: number[] = [];
  readonly #item: number[] = [];
  readonly #ratings: number[] = [];
  readonly #times: number[] = [];
  readonly #lines: number[] = [];
  #layout: Layout | undefined;
  #rest = '';
  #line = 0;

  constructor(path: string, options: LayoutOptions) {
    this.#path = path;
    this.#options = options;
  }

  take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() as string;
    this.#takeLines(lines);
  }

  close(): ReadRatings {
    this.#takeLines(this.#rest.trim() === '' ? [] : [this.#rest]);
    if (this.#ratings.length === 0) {
      throw new LacunaError('LACUNA_FILE', `Expected at least one rating in ${this.#path}`);
    }
    return {
      users: this.#users.list,
      items: this.#items.list,
      user: Uint32Array.from(this.#user),
      item: Uint32Array.from(this.#item),
      ratings: Float64Array.from(this.#ratings),
      lines: Float64Array.from(this.#lines),
      times: this.#layout?.time === undefined ? undefined : Float64Array.from(this.#times),
    };
  }

  #takeLines(lines: string[]): void {
    if (this.#line === 0 && lines[0] !== undefined) lines[0] = lines[0].replace(/^\uFEFF/, '');
    const full = lines.filter((line) => line.trim() !== '');
    let isHeader = false;
    if (this.#layout === undefined && full.length > 0) {
      const trimmed = full.slice(0, 100).map((line) => line.replace(/\r$/, ''));
      this.#layout = layoutOf(trimmed, this.#path, this.#options);
      isHeader = this.#layout.hasHeader;
    }
    for (const line of lines) {
      this.#line++;
      if (line.trim() === '') continue;
      if (isHeader) isHeader = false;
      else this.#takeRating(line, this.#layout as Layout);
    }
  }

  #takeRating(line: string, { separator, user, item, rating, time }: Layout): void {
    const cells = splitLine(line, separator, { path: this.#path, line: this.#line - 1 });
    const [who, what] = [cells[user], cells[item]];
    if (!who || !what) throw this.#wrong('a user and an item', line);
    const value = decimalOf(cells[rating] ?? '');
    if (value === undefined) throw this.#wrong('a number as the rating', cells[rating] ?? line);
    this.#user.push(this.#users.of(who));
    this.#item.push(this.#items.of(what));
    this.#ratings.push(value);
    this.#lines.push(this.#line);
    if (time !== undefined) this.#times.push(this.#timeOf(cells[time] ?? ''));
  }

  #timeOf(cell: string): number {
    const value = decimalOf(cell) ?? Date.parse(cell);
    if (Number.isNaN(value)) throw this.#wrong('a number or a date as the time', cell);
    return value;
  }

  #wrong(what: string, found: string): LacunaError {
    const shown = JSON.stringify(found.length > 60 ? `${found.slice(0, 59)}…` : found);
    const message = `Expected ${what} in line ${this.#line} of ${this.#path} but received ${shown}`;
    return new LacunaError('LACUNA_FILE', message);
  }
}

/** Numbers for ids, in the order in which they come. */
class Ids {
  readonly list: string[] = [];
  readonly #numbers = new Map<string, number>();

  of(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    const number = this.list.length;
    this.#numbers.set(id, number);
    this.list.push(id);
    return number;
  }
}
