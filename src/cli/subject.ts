import { invalidInput } from '../errors.js';
import { extensionOf, fileError } from '../formats/files.js';
import { matrixExtensions } from '../formats/index.js';
import { isPicturePath, pictureExtensions } from '../image/index.js';
import {
  type AutoReport,
  type InstrumentReadings,
  LacunaError,
  type Mask,
  type MatrixInput,
  type Metrics,
  maskFromPicture,
  type Options,
  readMatrix,
  readPicture,
  type Shape,
  type Summary,
} from '../index.js';
import type { ReportedRun } from '../report/index.js';

/** What a completion reads and writes. */
export interface SubjectFiles {
  readonly input: string;
  /** Its shape is yet to be compared with that of the input. */
  readonly mask?: Mask | undefined;
  readonly truth?: string | undefined;
  readonly output?: OutputFile | undefined;
}

export interface OutputFile {
  readonly path: string;
  /** How errors call it. */
  readonly name: string;
}

/** What is completed: a picture or a matrix, read and checked, with its mask and its truth. */
export interface Subject extends Shape {
  readonly channels: number;
  /** Bytes that completing it with the options it was opened for takes at its peak. */
  bytes(): number;
  /** The options with what a report shows beside them. */
  forReport(options: Options): Options;
  complete(options: Options): Promise<Outcome>;
}

export interface Outcome {
  readonly summary: Summary;
  /** null without a truth. */
  readonly metrics: Metrics | null;
  /** Only where they were asked for; of a picture one for each channel. */
  readonly instruments?: InstrumentReadings | readonly InstrumentReadings[];
  /** Only of method auto; of a picture one for each channel. */
  readonly auto?: AutoReport | readonly AutoReport[];
  /** The run as a report tells of it. */
  readonly reported: ReportedRun;
  /** Writes the output file when one was asked for. */
  save(): Promise<void>;
}

/** Names that errors call files by. */
export const fileNames = {
  input: 'INPUT',
  model: 'MODEL',
  newRows: 'NEWROWS',
  mask: '--mask',
  truth: '--truth',
  output: '--output',
  outDir: '--out-dir',
  list: '--list',
  report: '--report',
} as const;

/** @throws LacunaError `LACUNA_FILE` when the extension is that of no picture and no matrix */
export function kindOf(path: string, name: string): 'picture' | 'matrix' {
  const extension = extensionOf(path);
  if (isPicturePath(path)) return 'picture';
  if (matrixExtensions.includes(extension)) return 'matrix';
  const supported = [...pictureExtensions, ...matrixExtensions].join(', ');
  const found = extension === '' ? 'it has no extension' : `${extension} is not supported`;
  throw fileError(`a file of a supported type (${supported})`, name, path, found);
}

/** Reads a mask from a picture (white observed) or a matrix of 0 and 1. */
export async function readMaskFile(path: string): Promise<Mask> {
  const { mask: name } = fileNames;
  return kindOf(path, name) === 'picture'
    ? maskFromPicture(await readPicture(path, name), name)
    : readMaskMatrix(path, name);
}

async function readMaskMatrix(path: string, name: string): Promise<Mask> {
  const { data, rows, cols } = await readMatrix(path, name);
  const wrong = data.findIndex((value) => value !== 0 && value !== 1);
  if (wrong >= 0) {
    const place = `row ${Math.floor(wrong / cols) + 1}, column ${(wrong % cols) + 1}`;
    throw invalidInput('0 or 1', `${name} at ${place}`, data[wrong]);
  }
  return { data: Uint8Array.from(data), rows, cols };
}

/** The options with --truth, where there is one, as what `instruments.nmae` measures against. */
export function measuredAgainst(options: Options, truth: MatrixInput | undefined): Options {
  const { instruments } = options;
  if (truth === undefined || instruments?.nmae === undefined) return options;
  const nmae = { truth, ...instruments.nmae };
  return { ...options, instruments: { ...instruments, nmae } };
}

/** @throws LacunaError `LACUNA_INVALID_INPUT` when the shapes differ */
export function requireSameShape(found: Shape, input: Shape, name: string): void {
  if (found.rows === input.rows && found.cols === input.cols) return;
  const message = `Expected ${input.rows}×${input.cols} entries, as in INPUT, for ${name} but received ${found.rows}×${found.cols}`;
  throw new LacunaError('LACUNA_INVALID_INPUT', message);
}
