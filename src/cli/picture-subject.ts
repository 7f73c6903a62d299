import { basename } from 'node:path';
import {
  checkPictureType,
  openPicture,
  pictureBytes,
  requirePictureMemory,
  requireSameKind,
} from '../image/index.js';
import {
  type Completion,
  completePicture,
  fullScale,
  type Mask,
  type Matrix,
  maskFromAlpha,
  measurePicture,
  type Picture,
  readPicture,
  writePicture,
} from '../index.js';
import type { ParsedOptions } from '../options/schema.js';
import { optionsForReport } from '../report/index.js';
import {
  fileNames,
  measuredAgainst,
  type Outcome,
  type OutputFile,
  requireSameShape,
  type Subject,
  type SubjectFiles,
} from './subject.js';

/**
 * Reads a picture with its mask and its truth; whatever could fail for lack of memory, or because the
 * output cannot be written, fails here.
 */
export async function openPictureSubject(
  files: SubjectFiles,
  options: ParsedOptions,
): Promise<Subject> {
  const { header, decode } = await openPicture(files.input, fileNames.input);
  requirePictureMemory(header, options);
  if (files.mask) requireSameShape(files.mask, header, fileNames.mask);
  const picture = await decode();
  const mask = files.mask ?? maskFromAlpha(picture);
  const truth = files.truth ? await readTruth(files.truth, picture) : undefined;
  if (files.output) checkOutput(files.output, picture, mask);
  return {
    rows: picture.rows,
    cols: picture.cols,
    channels: picture.channels.length,
    bytes: () => pictureBytes(header, options),
    forReport: (run) => optionsForReport(run, picture, truth),
    async complete(run) {
      const settings = { ...measuredAgainst(run, truth && firstChannel(truth)), mask };
      const completion = await completePicture(picture, settings);
      const { picture: completed, channels, ...summary } = completion;
      const name = basename(files.input);
      return {
        summary,
        metrics: truth ? measurePicture(completed, truth, mask) : null,
        ...autoOf(channels),
        ...(run.instruments && { instruments: channels.map((one) => one.instruments ?? {}) }),
        reported: { name, options: settings, picture, completion, truth },
        async save() {
          if (files.output) await writePicture(files.output.path, completed, files.output.name);
        },
      };
    },
  };
}

/** What method auto chose for each channel; a constant channel leaves nothing to choose. */
function autoOf(channels: readonly Completion[]): Pick<Outcome, 'auto'> {
  const auto = channels.flatMap((one) => (one.auto ? [one.auto] : []));
  return auto.length > 0 ? { auto } : {};
}

/** All of a picture of one channel; more are refused where a truth is needed on the way. */
function firstChannel({ channels: [data], rows, cols }: Picture): Matrix {
  return { data: data as Float32Array, rows, cols };
}

async function readTruth(path: string, picture: Picture): Promise<Picture> {
  const truth = await readPicture(path, fileNames.truth);
  requireSameKind(picture, truth, fileNames.truth);
  return truth;
}

/** Completed pixels are opaque, so a type without alpha may do although the input has some. */
function checkOutput({ path, name }: OutputFile, picture: Picture, mask: Mask): void {
  const { alpha, depth } = picture;
  const opaque = fullScale(depth);
  const after = alpha?.map((opacity, pixel) => (mask.data[pixel] ? opacity : opaque));
  checkPictureType(path, { ...picture, ...(after && { alpha: after }) }, name);
}
