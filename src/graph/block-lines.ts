import { requireMemory } from '../available-memory.js';
import type { Shape } from '../matrix.js';
import type { NativeBlocks, NativeEntries } from '../native/addon.js';
import { blockCounts, lengthOf, orderOf } from '../over.js';
import type { ObservedLines } from './observed.js';

/**
 * What is observed of the positions within blocks (a line is a position, its places are the blocks) or of
 * the blocks (a line is a block, its places are the positions).
 *
 * @throws {LacunaError} `LACUNA_OUT_OF_MEMORY`
 */
export function blockLines(
  blocks: NativeBlocks,
  entries: NativeEntries,
  shape: Shape,
): ObservedLines {
  const count = orderOf(blocks, shape);
  const length = lengthOf(blocks, shape);
  requireMemory(8 * count * length, `a matrix with a graph over ${count} vectors of ${length}`);
  const x = spreadOut(entries, shape);
  const placeOf = entryOf(blocks, shape);
  const offsets = new Uint32Array(count + 1);
  const places = new Uint32Array(count * length);
  const values = new Float32Array(count * length);
  let at = 0;
  for (let line = 0; line < count; line++) {
    for (let place = 0; place < length; place++) {
      const value = x[placeOf(line, place)] as number;
      if (Number.isNaN(value)) continue;
      places[at] = place;
      values[at++] = value;
    }
    offsets[line + 1] = at;
  }
  return { count, length, offsets, places: places.slice(0, at), values: values.slice(0, at) };
}

/** The matrix, row-major, its missing entries NaN. */
function spreadOut({ offsets, cols: places, values }: NativeEntries, shape: Shape): Float32Array {
  const { rows, cols } = shape;
  const x = new Float32Array(rows * cols).fill(Number.NaN);
  for (let i = 0; i < rows; i++) {
    for (let e = offsets[i] as number; e < (offsets[i + 1] as number); e++) {
      x[i * cols + (places[e] as number)] = values[e] as number;
    }
  }
  return x;
}

/** Where in X a line has its entry of a place. */
function entryOf(blocks: NativeBlocks, shape: Shape): (line: number, place: number) => number {
  const { width, rowStride, colStride, relate } = blocks;
  const { across } = blockCounts(blocks, shape);
  const entry = (block: number, position: number) => {
    const row = Math.floor(block / across) * rowStride + Math.floor(position / width);
    return row * shape.cols + (block % across) * colStride + (position % width);
  };
  return relate === 'blocks' ? entry : (line, place) => entry(place, line);
}
