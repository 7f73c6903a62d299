import { estimateClassic } from './classic/complete-classic.js';
import { classicOf } from './classic/index.js';
import type { CpuOnly, Load } from './device.js';
import { autoLoad, classicLoad, loadOf, sparseLoad } from './load.js';
import type { Shape } from './matrix.js';
import { resolveParts } from './methods/resolve.js';
import type { NativeRepresentation, NativeSpec } from './native/addon.js';
import { loadNative } from './native/loader.js';
import type { ParsedOptions } from './options/schema.js';
import { orderOf } from './over.js';
import { nativeSpec } from './spec.js';
import { agreementOf } from './validation/agreement.js';
import { deepRule, holdingOf } from './validation/rule.js';

/** Bytes per entry on this side of the engine: given values, scaled values, mask, result. */
const ownBytesPerEntry = 8 + 4 + 1 + 8;

/** The same where lines are standardised: z, and the result once more. */
const bytesPerStandardizedEntry = 8 + 8;

/** Bytes per entry that is listed for a classical method: its column and its value. */
const bytesPerListedEntry = 4 + 4;

/** The same per observed entry of sparse input: its place, its value, and what sorting takes. */
const ownBytesPerObserved = 6 * 4;

/** And per row or column: where its entries begin, for sorting and for the engine. */
const ownBytesPerLine = 3 * 4;

/** Bytes per entry of a given Laplacian: the weights it comes from, itself, and the engine's copy. */
const bytesPerGraphEntry = 8 + 4 + 4;

/** Bytes per entry of a truth: itself, as training sees it, and the engine's copies. */
const bytesPerTruthEntry = 8 + 4 + 2 * 4;

/**
 * Bytes per entry where held entries judge: X as it is looked at, a mask, which entries are held, and the
 * entries as lists.
 */
const bytesPerJudgedEntry = 4 + 1 + 1 + 3 * 8;

/**
 * Bytes per entry that method auto keeps: the input, what every model says of held entries, and the completions
 * that the result is made of. Models judge their own memory as they are run.
 */
const autoBytesPerEntry = 8 + 1 + 30 * 8;

/**
 * The same per listed entry: sorted, without what each split holds, beside the matrix of places, and what every
 * model says of those that are held.
 */
const autoBytesPerListed = 12 + 12 * 12 + 3 * 12 + 3 * 8;

/** And per row or column: where entries begin in all of these. */
const autoBytesPerLine = 4 * 16;

/** Bytes per look at held entries: its step and error, and the errors that are kept of single entries. */
const bytesPerLook = 2 * 8 + 4096 * 4;

/** Bytes per parameter: its value, and what the optimizer keeps of it. */
const bytesPerParameter = {
  adam: 4 * 3,
  'gradient-descent': 4,
  'group-rmsprop': 4 * 2,
  irprop: 4 * 4,
};

/** Bytes per entry of what goes to a GPU and comes back: values, mask, and the result twice. */
const bytesPerMovedEntry = 4 + 1 + 4 + 4;

/** The same of an observed entry of sparse input: its column and its value. */
const bytesPerMovedObserved = 4 + 4;

/** What completing a matrix takes at its peak, beside the input itself. */
export interface Needs {
  /** Bytes of this machine's memory with the CPU as device. */
  readonly onCpu: number;
  /** Bytes of it with a GPU, whose own memory holds the rest. */
  readonly besideGpu: number;
  readonly load: Load | CpuOnly;
}

/** Bytes that completing a matrix of that shape on the CPU takes at its peak, see `needsOf`. */
export function estimateBytes(shape: Shape, options: ParsedOptions, keepFit = false): number {
  return needsOf(shape, options, keepFit).onCpu;
}

/**
 * What completing a matrix of that shape takes.
 *
 * @param keepFit whether the run hands out what new rows are completed with
 */
export function needsOf(shape: Shape, options: ParsedOptions, keepFit = false): Needs {
  if (options.method === 'auto') {
    const onCpu = autoBytesPerEntry * shape.rows * shape.cols;
    return { onCpu, besideGpu: onCpu, load: autoLoad };
  }
  const classical = classicOf(options.method);
  const ownPerEntry = ownBytesPerEntry + (options.standardize ? bytesPerStandardizedEntry : 0);
  if (classical) {
    const perEntry = ownPerEntry + bytesPerListedEntry;
    const own = perEntry * shape.rows * shape.cols;
    const onCpu = own + estimateClassic(shape, classical, options);
    return { onCpu, besideGpu: onCpu, load: classicLoad };
  }
  const entries = shape.rows * shape.cols;
  const isPair = agreementOf(options) !== undefined;
  const isJudged = !isPair && holdingOf(options, entries) !== undefined;
  const rule = deepRule(options);
  const longest = isPair || isJudged ? withSteps(options, rule.steps) : options;
  const spec = nativeSpec(resolveParts(longest), { ...longest, keepFit }, { ...shape, range: 1 });
  const judging = isJudged
    ? bytesPerJudgedEntry * entries + bytesPerLook * Math.ceil(rule.steps / rule.every)
    : 0;
  const native = loadNative();
  const runs = isPair ? 2 : 1;
  const engine = runs * engineBytes(spec, native.estimateBytes(spec, 'cpu'));
  const copies = graphBytes(spec) + networkBytes(spec) + courseBytes(spec, options);
  const own = ownPerEntry * entries + judging + copies;
  const load = loadOf(spec, runs * engineBytes(spec, native.estimateBytes(spec, 'cuda')));
  const moved = runs * bytesPerMovedEntry * entries;
  return { onCpu: engine + own, besideGpu: moved + own, load };
}

function withSteps(options: ParsedOptions, steps: number): ParsedOptions {
  return { ...options, stopping: { ...options.stopping, steps } };
}

/** What the same takes from that many observed entries, without the matrix being formed. */
export function sparseNeedsOf(spec: NativeSpec, observed: number): Needs {
  const engine = engineBytes(spec, loadNative().estimateSparseBytes(spec, observed));
  const lines = ownBytesPerLine * (spec.rows + spec.cols);
  const own = ownBytesPerObserved * observed + lines + graphBytes(spec);
  const factors = 2 * 4 * parameters({ ...spec, regularizers: [] });
  const besideGpu = bytesPerMovedObserved * observed + factors + own;
  return { onCpu: engine + own, besideGpu, load: sparseLoad(spec, observed, engine) };
}

/** Bytes that method auto takes for listed entries; models judge their own memory as they are run. */
export function autoSparseBytes({ rows, cols }: Shape, observed: number): number {
  return autoBytesPerListed * observed + autoBytesPerLine * (rows + cols);
}

/** Bytes that this takes on the CPU. */
export function estimateSparseBytes(spec: NativeSpec, observed: number): number {
  return sparseNeedsOf(spec, observed).onCpu;
}

/** Bytes that snapshots and a truth take on this side of the engine. */
function courseBytes(spec: NativeSpec, { instruments }: ParsedOptions): number {
  const { rows, cols, regularizers, snapshotSteps = [], stopping } = spec;
  const squares = regularizers.map((part) =>
    part.type === 'adaptive-laplacian' ? orderOf(part.over, { rows, cols }) ** 2 : 0,
  );
  const laplacians = squares.reduce((sum, count) => sum + count, 0);
  const snapshots = snapshotSteps.filter((step) => step <= stopping.steps).length;
  const truth = instruments?.nmae ? bytesPerTruthEntry * rows * cols : 0;
  return snapshots * ((8 + 4) * rows * cols + 4 * laplacians) + truth;
}

/** Bytes that the Laplacians of given graphs take beside what the engine counts. */
function graphBytes({ representation, regularizers }: NativeSpec): number {
  const entries = regularizers.map((part) =>
    part.type === 'dirichlet' ? part.laplacian.length : 0,
  );
  if (representation.type === 'spectral-chain') {
    entries.push(representation.rows.laplacian.length, representation.cols.laplacian.length);
  }
  return bytesPerGraphEntry * entries.reduce((sum, count) => sum + count, 0);
}

/** Copies of a network: as it is given, on both sides, and as it is handed out on this one. */
function networkBytes(spec: NativeSpec): number {
  if (spec.representation.type !== 'latent-network') return 0;
  const given = spec.representation.starts.flatMap((start) =>
    start.type === 'given' ? start.values.map((values) => values.length) : [],
  );
  const copies = 2 * given.reduce((sum, count) => sum + count, 0);
  return 4 * (copies + (spec.keepParameters ? parameters(spec) : 0));
}

/** The engine counts in 64 bits, which absurd widths overflow; a lower bound in double does not. */
function engineBytes(spec: NativeSpec, counted: number): number {
  return Math.max(counted, bytesPerParameter[spec.optimizer.type] * parameters(spec));
}

/** Number of parameters of the spec. */
function parameters({ rows, cols, representation, regularizers }: NativeSpec): number {
  const laplacians = regularizers.map((part) =>
    part.type === 'adaptive-laplacian' ? orderOf(part.over, { rows, cols }) ** 2 : 0,
  );
  return [...representationSizes(representation, { rows, cols }), ...laplacians].reduce(
    (sum, count) => sum + count,
    0,
  );
}

/** Sizes of the parameters of a representation. */
function representationSizes(part: NativeRepresentation, { rows, cols }: Shape): number[] {
  const between = (sides: readonly number[]) =>
    sides.slice(1).map((side, i) => side * (sides[i] as number));
  switch (part.type) {
    case 'factor-chain':
    case 'schatten-blocks':
      return between([rows, ...part.widths, cols]);
    case 'activated-network': {
      const sides = [cols, ...part.widths, rows];
      const biases = part.biases ? sides.slice(1).map((side) => side * cols) : [];
      return [...between(sides), ...biases];
    }
    case 'latent-network': {
      const sides = [part.latent, ...part.widths, cols];
      const layers = part.latentOnly ? [] : [...between(sides), ...sides.slice(1)];
      return [rows * part.latent, ...layers];
    }
    case 'spectral-chain': {
      const [p, q] = [part.rows.band, part.cols.band];
      return [part.trainP ? p * p : 0, part.trainC ? p * q : 0, part.trainQ ? q * q : 0];
    }
  }
}
