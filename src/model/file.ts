import { z } from 'zod';
import type { LearnedLaplacians } from '../completion.js';
import { LacunaError } from '../errors.js';
import { extensionOf, fileError, readBytes, writeWhole } from '../formats/files.js';
import { decodeTensors, encodeTensors, type Tensor, type Tensors } from '../formats/safetensors.js';
import type { Shape } from '../matrix.js';
import type { FloatMatrix, ModelState } from './state.js';

/** The extension of a saved model. */
export const modelExtension = '.safetensors';

const kFormat = 'lacuna-model';
/** Goes up when older versions could no longer read what is written: 2 has `standardization`. */
const kVersion = 2;
/** What is written where nothing in the model needs the latest one. */
const kPlainVersion = 1;

const kRowFactor = 'row_factor';
const kColumnFactor = 'column_factor';
const kLaplacian = 'laplacian.';

/** What the metadata hold as JSON, beside `format`, `format_version` and `lacuna_version`. */
const documents = {
  report: z.object({
    method: z.string(),
    observed: z.int().min(0),
    seed: z.int().min(0),
    device: z.string(),
    precision: z.string().optional(),
    deviceReason: z.string().optional(),
    steps: z.int().min(0),
    stopReason: z.string(),
    loss: z.looseObject({ total: z.number(), fidelity: z.number() }),
    seconds: z.number().min(0),
    threads: z.int().min(0),
    validation: z
      .object({
        entries: z.int().min(1),
        error: z.number().min(0),
        steps: z.int().min(0),
        seconds: z.number().min(0),
      })
      .optional(),
  }),
  parts: z.record(z.string(), z.unknown()),
  scale: z.object({ offset: z.number(), range: z.number().positive() }),
  lambda: z.object({ proximal: z.number().positive(), 'least-squares': z.number().positive() }),
  keep_observed: z.boolean(),
  bounds: z
    .tuple([z.number(), z.number()])
    .refine(([low, high]) => low <= high)
    .nullable(),
  standardization: z.object({
    lines: z.literal('cols'),
    means: z.array(z.number()),
    deviations: z.array(z.number().min(0)),
  }),
};

/**
 * Writes a model as .safetensors: `row_factor` (rows×r), `column_factor` (cols×r) and, where there are
 * some, `laplacian.rows`, …; everything else in the metadata.
 *
 * @param name how an error calls the file
 * @throws {LacunaError} `LACUNA_FILE`
 */
export async function saveModel(state: ModelState, path: string, name: string): Promise<void> {
  requireModelPath(path, name);
  await writeWhole(path, encodeTensors(tensorsOf(state)), name);
}

/** @throws {LacunaError} `LACUNA_FILE` for another extension than .safetensors */
export function requireModelPath(path: string, name: string): void {
  const extension = extensionOf(path);
  if (extension === modelExtension) return;
  const found = extension === '' ? 'it has no extension' : `its extension is ${extension}`;
  throw fileError(`a ${modelExtension} file`, name, path, found);
}

/**
 * Reads what `saveModel` wrote; everything is checked.
 *
 * @throws {LacunaError} `LACUNA_FILE`
 */
export async function readModel(path: string, name: string): Promise<ModelState> {
  return stateOf(decodeTensors(await readBytes(path, name), path), path);
}

function tensorsOf(state: ModelState): Tensors {
  const { left, right, report, parts, scaling, lambda, keepObserved, bounds, lacuna } = state;
  const standardization = plainNumbers(state.standardization);
  const json = {
    ...{ report, parts, scale: scaling, lambda, keep_observed: keepObserved },
    bounds: bounds ?? null,
    ...(standardization && { standardization }),
  };
  const texts = Object.entries(json).map(([key, value]) => [key, JSON.stringify(value)]);
  return {
    metadata: {
      format: kFormat,
      format_version: String(standardization ? kVersion : kPlainVersion),
      lacuna_version: lacuna,
      ...Object.fromEntries(texts),
    },
    tensors: {
      [kRowFactor]: tensorOf(left),
      [kColumnFactor]: tensorOf(right),
      ...Object.fromEntries(laplacianTensors(state.laplacians)),
    },
  };
}

function plainNumbers(standardization: ModelState['standardization']) {
  if (standardization === undefined) return undefined;
  const { lines, means, deviations } = standardization;
  return { lines, means: Array.from(means), deviations: Array.from(deviations) };
}

function tensorOf({ data, rows, cols }: FloatMatrix): Tensor {
  return { shape: [rows, cols], data };
}

function laplacianTensors(laplacians: LearnedLaplacians = {}): [string, Tensor][] {
  return Object.entries(laplacians).map(([name, matrix]) => [
    kLaplacian + name,
    tensorOf(matrix as FloatMatrix), // as the engine gave it
  ]);
}

function fail(what: string, path: string, found: string): never {
  throw new LacunaError('LACUNA_FILE', `Expected ${what} in ${path} but received ${found}`);
}

function stateOf({ metadata, tensors }: Tensors, path: string): ModelState {
  requireVersion(metadata, path);
  const read = <Key extends keyof typeof documents>(key: Key) => documentOf(key, metadata, path);
  const left = matrixOf(kRowFactor, tensors, path);
  const right = matrixOf(kColumnFactor, tensors, path);
  if (left.cols !== right.cols) {
    fail(`factors of one width (${kRowFactor} has ${left.cols})`, path, `one of ${right.cols}`);
  }
  requireKnown(tensors, path);
  const report = read('report');
  return {
    left,
    right,
    lambda: read('lambda'),
    scaling: read('scale'),
    standardization: metadata.standardization
      ? standardizationOf(read('standardization'), right.rows, path)
      : undefined,
    bounds: read('bounds') ?? undefined,
    keepObserved: read('keep_observed'),
    report: { ...report, loss: report.loss as ModelState['report']['loss'] },
    parts: read('parts'),
    laplacians: laplaciansOf(tensors, { rows: left.rows, cols: right.rows }, path),
    lacuna: metadata.lacuna_version ?? '',
  };
}

function standardizationOf(
  { lines, means, deviations }: z.output<typeof documents.standardization>,
  cols: number,
  path: string,
): ModelState['standardization'] {
  const wrong = [means, deviations].find(({ length }) => length !== cols);
  if (wrong) fail(`a standardization of ${cols} columns`, path, `one of ${wrong.length}`);
  return { lines, means: Float64Array.from(means), deviations: Float64Array.from(deviations) };
}

function requireVersion(metadata: Tensors['metadata'], path: string): void {
  if (metadata.format !== kFormat) {
    const found = metadata.format === undefined ? 'none' : JSON.stringify(metadata.format);
    fail(`a model of Lacuna (metadata format "${kFormat}")`, path, found);
  }
  const version = Number(metadata.format_version);
  if (Number.isSafeInteger(version) && version >= 1 && version <= kVersion) return;
  const newer = version > kVersion ? `, written by lacuna ${metadata.lacuna_version}` : '';
  fail(
    `a model of format version ${kVersion}, which this version of Lacuna reads,`,
    path,
    `${JSON.stringify(metadata.format_version) ?? 'none'}${newer}`,
  );
}

function documentOf<Key extends keyof typeof documents>(
  key: Key,
  metadata: Tensors['metadata'],
  path: string,
): z.output<(typeof documents)[Key]> {
  const parsed = documents[key].safeParse(parseJson(metadata[key] ?? ''));
  if (parsed.success) return parsed.data as z.output<(typeof documents)[Key]>;
  const [issue] = parsed.error.issues;
  const place = [key, ...(issue?.path ?? [])].join('.');
  fail(`a valid ${place} in the metadata`, path, shortened(metadata[key]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const kLongest = 60;

function shortened(text: string | undefined): string {
  if (text === undefined) return 'none';
  return text.length > kLongest ? `${text.slice(0, kLongest - 1)}…` : text;
}

function matrixOf(name: string, tensors: Tensors['tensors'], path: string): FloatMatrix {
  const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
  if (tensor === undefined) fail(`a tensor "${name}"`, path, 'none');
  const { shape, data } = tensor;
  const [rows, cols] = shape;
  if (shape.length !== 2 || !rows || !cols) {
    fail(`a matrix for tensor "${name}"`, path, `shape [${shape.join(', ')}]`);
  }
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) fail(`finite values in tensor "${name}"`, path, String(data[wrong]));
  return { data, rows, cols };
}

/** Names of Laplacians as a run gives them: `rows`, `cols`, `rows_2`, … */
const kLaplacianName = /^laplacian\.(rows|cols)(_\d+)?$/;

function requireKnown(tensors: Tensors['tensors'], path: string): void {
  const isKnown = (name: string) =>
    name === kRowFactor || name === kColumnFactor || kLaplacianName.test(name);
  const unknown = Object.keys(tensors).find((name) => !isKnown(name));
  if (unknown !== undefined) fail('only tensors of a model', path, JSON.stringify(unknown));
}

function laplaciansOf(
  tensors: Tensors['tensors'],
  shape: Shape,
  path: string,
): LearnedLaplacians | undefined {
  const names = Object.keys(tensors).filter((name) => kLaplacianName.test(name));
  if (names.length === 0) return undefined;
  const matrices = names.map((name): [string, FloatMatrix] => {
    const matrix = matrixOf(name, tensors, path);
    const order = shape[kLaplacianName.exec(name)?.[1] as keyof Shape];
    if (matrix.rows !== order || matrix.cols !== order) {
      const found = `one of ${matrix.rows}×${matrix.cols}`;
      fail(`a matrix of ${order}×${order} for tensor "${name}"`, path, found);
    }
    return [name.slice(kLaplacian.length), matrix];
  });
  return Object.fromEntries(matrices);
}
