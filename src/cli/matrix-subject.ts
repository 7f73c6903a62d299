import { basename } from 'node:path';
import { matrixFormatOf } from '../formats/registry.js';
import {
  complete,
  LacunaError,
  type Mask,
  type Matrix,
  measure,
  type NamedMatrix,
  readMatrix,
  writeMatrix,
} from '../index.js';
import type { ParsedOptions } from '../options/schema.js';
import { placeRun } from '../placement.js';
import { optionsForReport } from '../report/index.js';
import {
  fileNames,
  measuredAgainst,
  requireSameShape,
  type Subject,
  type SubjectFiles,
} from './subject.js';

/** Reads a matrix with its mask and its truth and checks the type of the output. */
export async function openMatrixSubject(
  files: SubjectFiles,
  options: ParsedOptions,
): Promise<Subject> {
  const { output } = files;
  if (output) matrixFormatOf(output.path, output.name);
  const input = await readMatrix(files.input, fileNames.input);
  if (files.mask) requireSameShape(files.mask, input, fileNames.mask);
  const mask = files.mask ?? maskFromNaN(input);
  const truth = files.truth ? await readTruth(files.truth, input) : undefined;
  return {
    rows: input.rows,
    cols: input.cols,
    channels: 1,
    bytes: () => placeRun(input, options).bytes,
    forReport: (run) => optionsForReport(run, input, truth),
    async complete(run) {
      const settings = { ...measuredAgainst(run, truth), mask };
      const completion = await complete(input, settings);
      const {
        matrix,
        trace: _trace,
        laplacians: _laplacians,
        snapshots: _snapshots,
        instruments,
        auto,
        parameters: _parameters,
        deviations: _deviations,
        ...summary
      } = completion;
      const name = basename(files.input);
      return {
        summary,
        metrics: truth ? measure(matrix, truth, mask) : null,
        ...(instruments && { instruments }),
        ...(auto && { auto }),
        reported: { name, options: settings, input, completion, truth },
        async save() {
          if (output) await writeMatrix(output.path, named(matrix, input), output.name);
        },
      };
    },
  };
}

/** What is not NaN is observed. */
export function maskFromNaN({ data, rows, cols }: Matrix): Mask {
  const mask = Uint8Array.from(data, (value) => (Number.isNaN(value) ? 0 : 1));
  return { data: mask, rows, cols };
}

/** @throws LacunaError for a truth of another shape, or with missing entries */
export async function readTruth(path: string, input: Matrix): Promise<Matrix> {
  const truth = await readMatrix(path, fileNames.truth);
  requireSameShape(truth, input, fileNames.truth);
  const missing = truth.data.findIndex((value) => !Number.isFinite(value));
  if (missing >= 0) {
    const place = `row ${Math.floor(missing / truth.cols) + 1}, column ${(missing % truth.cols) + 1}`;
    const message = `Expected a truth without missing entries for --truth but received ${truth.data[missing]} at ${place}`;
    throw new LacunaError('LACUNA_INVALID_INPUT', message);
  }
  return truth;
}

/** The completed matrix with the names that the input's rows and columns had. */
export function named(matrix: Matrix, { rowNames, colNames }: NamedMatrix): NamedMatrix {
  return { ...matrix, ...(rowNames && { rowNames }), ...(colNames && { colNames }) };
}
