import type { Completion } from '../completion.js';
import { invalidInput } from '../errors.js';
import { readGrid } from '../grid.js';
import {
  fullScale,
  measurePicture,
  type Picture,
  type PictureCompletion,
  requireSameKind,
  type Summary,
} from '../image/index.js';
import type { Matrix, MatrixInput, Shape } from '../matrix.js';
import { type Metrics, measure } from '../metrics.js';
import type { Options } from '../options/schema.js';
import { readProblem } from '../problem.js';

interface Reported {
  /** What was completed, for people: the name of its file. */
  readonly name: string;
  /** As they were given to the run; a mask among them, where there was one. */
  readonly options: Options;
}

/** A matrix that was completed. */
export interface ReportedMatrix extends Reported {
  readonly input: MatrixInput;
  readonly completion: Completion;
  readonly truth?: MatrixInput | undefined;
}

/** A picture that was completed. */
export interface ReportedPicture extends Reported {
  readonly picture: Picture;
  readonly completion: PictureCompletion;
  readonly truth?: Picture | undefined;
}

export type ReportedRun = ReportedMatrix | ReportedPicture;

/** One matrix of a run: the only one, or a channel. */
export interface ChannelView {
  /** `red`; '' for an only one. */
  readonly name: string;
  /** Of the page's style. */
  readonly colour: string;
  readonly completion: Completion;
}

type Plane = ArrayLike<number>;

/** A run as its page tells of it, whatever was completed. */
export interface RunView extends Shape {
  readonly name: string;
  readonly options: Options;
  /** What one entry is called. */
  readonly entry: 'entry' | 'pixel';
  /** Sample of full brightness; left out for matrices, whose values have colours of a scale. */
  readonly full?: number;
  readonly mask: Uint8Array;
  readonly given: readonly Plane[];
  readonly completed: readonly Plane[];
  readonly truth?: readonly Plane[];
  readonly channels: readonly ChannelView[];
  readonly summary: Summary;
  /** null without a truth. */
  readonly metrics: Metrics | null;
  /** The metrics that another completion would have; only with a truth. */
  readonly measureOther?: (planes: readonly Plane[]) => Metrics;
}

/** @throws LacunaError `LACUNA_INVALID_INPUT` when shapes differ, or an entry is not what it should be */
export function viewOf(run: ReportedRun): RunView {
  return 'picture' in run ? pictureView(run) : matrixView(run);
}

function matrixView({ name, options, input, completion, truth }: ReportedMatrix): RunView {
  const problem = readProblem(readGrid(input, 'input', invalidInput), options.mask);
  const { rows, cols, mask, values } = problem;
  const { matrix } = completion;
  const whole = truth === undefined ? undefined : wholeMatrix(truth);
  const against =
    whole && ((data: Plane) => measure(matrixOf(data, problem), whole, { data: mask, rows, cols }));
  return {
    ...{ name, options, rows, cols, mask, entry: 'entry' },
    ...{ given: [values], completed: [matrix.data], summary: completion },
    channels: [{ name: '', colour: 'var(--series-1)', completion }],
    metrics: against ? against(matrix.data) : null,
    ...(whole && { truth: [whole.data] }),
    ...(against && { measureOther: ([data]) => against(data as Plane) }),
  };
}

function pictureView({ name, options, picture, completion, truth }: ReportedPicture): RunView {
  if (truth) requireSameKind(picture, truth, 'truth');
  const { rows, cols, depth } = picture;
  const { mask, channels } = completion;
  const against =
    truth &&
    ((data: Picture['channels']) => measurePicture({ ...picture, channels: data }, truth, mask));
  return {
    ...{ name, options, rows, cols, mask: mask.data, entry: 'pixel', full: fullScale(depth) },
    ...{ given: picture.channels, completed: completion.picture.channels, summary: completion },
    channels: channels.map((one, i) => ({ ...channelStyle(i, channels.length), completion: one })),
    metrics: against ? against(completion.picture.channels) : null,
    ...(truth && { truth: truth.channels }),
    ...(against && {
      measureOther: (planes) => against(planes.map((one) => Float32Array.from(one))),
    }),
  };
}

function channelStyle(i: number, count: number): Omit<ChannelView, 'completion'> {
  if (count === 1) return { name: '', colour: 'var(--series-1)' };
  const name = (['red', 'green', 'blue'] as const)[i] ?? `channel ${i + 1}`;
  return { name, colour: i < 3 ? `var(--${name})` : 'var(--series-1)' };
}

/** @throws LacunaError `LACUNA_INVALID_INPUT` for a truth with missing entries */
function wholeMatrix(truth: MatrixInput): Matrix {
  const grid = readGrid(truth, 'truth', invalidInput);
  const { values, rows, cols } = readProblem(grid, new Uint8Array(grid.rows * grid.cols).fill(1));
  return { data: values, rows, cols };
}

function matrixOf(data: Plane, { rows, cols }: Shape): Matrix {
  return { data: Float64Array.from(data), rows, cols };
}
