import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, reasonOf } from '../formats/files.js';
import {
  fullScale,
  LacunaError,
  type Mask,
  type Matrix,
  maskFromPicture,
  type RatingTable,
  randomMask,
  readPicture,
  readRatings,
} from '../index.js';
import { ratingsWhere } from '../ratings/table.js';
import { dataName, readDataMatrix } from './data-files.js';
import type { Problem } from './schema.js';
import { textPicture } from './text-picture.js';

/** A matrix that is known, and which of its entries a method sees. */
export interface MatrixProblem {
  readonly kind: 'matrix';
  readonly truth: Matrix;
  readonly mask: Mask;
  /** 0 where errors are measured, 1 elsewhere: `mask`, unless only some missing entries count. */
  readonly measured: Mask;
  /** The range of a picture's type: what methods take for `scale`, and the peak of PSNRs. */
  readonly range?: readonly [low: number, high: number];
}

export interface RatingsProblem {
  readonly kind: 'ratings';
  readonly train: RatingTable;
  readonly test: RatingTable;
}

/** A problem with its files read. */
export type OpenProblem = MatrixProblem | RatingsProblem;

/** Reads each problem once, however many runs there are of it. */
export class Problems {
  readonly #folder: string;
  readonly #open = new Map<Problem, Promise<OpenProblem>>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws LacunaError `LACUNA_FILE` or `LACUNA_INVALID_INPUT` for what its files hold */
  open(problem: Problem): Promise<OpenProblem> {
    let open = this.#open.get(problem);
    if (open === undefined) {
      open = read(problem, this.#folder);
      this.#open.set(problem, open);
    }
    return open;
  }
}

async function read(problem: Problem, folder: string): Promise<OpenProblem> {
  if (problem.type === 'ratings') return readSplit(problem, folder);
  const { truth, range } = await readTruth(problem, folder);
  const masks = await readMasks(problem.mask, truth, folder);
  return { kind: 'matrix', truth, ...masks, ...(range && { range }) };
}

type MatrixSource = Exclude<Problem, { readonly type: 'ratings' }>;

async function readTruth(
  problem: MatrixSource,
  folder: string,
): Promise<Pick<MatrixProblem, 'truth' | 'range'>> {
  if (problem.type === 'text-picture') return { truth: await textPicture() };
  if (problem.type === 'matrix') return { truth: await readDataMatrix(problem, folder) };
  const path = join(folder, problem.file);
  const { channels, depth, rows, cols } = await readPicture(path, dataName);
  const [data] = channels;
  if (data === undefined || channels.length > 1) {
    throw fileError('a grey picture', dataName, path, `it has ${channels.length} channels`);
  }
  return { truth: { data, rows, cols }, range: [0, fullScale(depth)] };
}

async function readMasks(
  given: MatrixSource['mask'],
  truth: Matrix,
  folder: string,
): Promise<Pick<MatrixProblem, 'mask' | 'measured'>> {
  if ('variable' in given) {
    const { file, variable, test } = given;
    const mask = maskOf(await readDataMatrix({ file, variable }, folder), (value) => value === 1);
    const tested = await readDataMatrix({ file, variable: test }, folder);
    return { mask, measured: maskOf(tested, (value) => value !== 1) };
  }
  const mask =
    'missing' in given
      ? randomMask(truth, given.missing, given.seed)
      : maskFromPicture(await readPicture(join(folder, given.file), dataName), given.file);
  return { mask, measured: mask };
}

function maskOf({ data, rows, cols }: Matrix, isOne: (value: number) => boolean): Mask {
  return { data: Uint8Array.from(data, (value) => (isOne(value) ? 1 : 0)), rows, cols };
}

async function readSplit(
  { file, test }: Extract<Problem, { readonly type: 'ratings' }>,
  folder: string,
): Promise<RatingsProblem> {
  // Lines are counted, so that none may be left out.
  const all = await readRatings(join(folder, file), { duplicates: 'refuse' }, dataName);
  const held = new Set(await linesOf(join(folder, test), all.ratings.length));
  return {
    kind: 'ratings',
    train: ratingsWhere(all, (e) => !held.has(e)),
    test: ratingsWhere(all, (e) => held.has(e)),
  };
}

async function linesOf(path: string, count: number): Promise<number[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError('a readable file', dataName, path, reasonOf(error), error);
  });
  const words = text.split(/\s+/).filter((word) => word !== '');
  return words.map((word) => {
    const line = Number(word);
    if (Number.isInteger(line) && line >= 0 && line < count) return line;
    throw new LacunaError(
      'LACUNA_FILE',
      `Expected line numbers from 0 to ${count - 1} in ${path} but received ${JSON.stringify(word)}`,
    );
  });
}
