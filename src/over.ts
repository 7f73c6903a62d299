import { LacunaError } from './errors.js';
import type { Shape } from './matrix.js';
import type { NativeBlocks, NativeOver } from './native/addon.js';
import type { Over } from './options/over-schema.js';

/** How often blocks fit into a matrix. */
interface BlockCounts {
  readonly down: number;
  readonly across: number;
}

/** What the related vectors are called in results. */
export function nameOf(over: Over): 'rows' | 'cols' | 'positions' | 'blocks' {
  return typeof over === 'string' ? over : over.relate;
}

/**
 * The same as the engine takes it, with the stride filled in.
 *
 * @param name how errors call the term
 * @throws {LacunaError} `LACUNA_INVALID_OPTION` for blocks that do not fit into the matrix, or that give
 * fewer than two vectors
 */
export function nativeOver(over: Over, shape: Shape, name: string): NativeOver {
  if (typeof over === 'string') return over;
  const { height, width, stride = [height, width] } = over.blocks;
  const [rowStride, colStride] = typeof stride === 'number' ? [stride, stride] : stride;
  const blocks = { height, width, rowStride, colStride, relate: over.relate };
  requireBlocks(blocks, shape, `${name}.over.blocks`);
  return blocks;
}

/** k, the number of vectors that are related: rows of T(X). */
export function orderOf(over: NativeOver, shape: Shape): number {
  if (typeof over === 'string') return shape[over];
  return over.relate === 'positions' ? over.height * over.width : blockCount(over, shape);
}

/** Columns of T(X). */
export function lengthOf(over: NativeOver, shape: Shape): number {
  if (typeof over === 'string') return over === 'rows' ? shape.cols : shape.rows;
  return over.relate === 'positions' ? blockCount(over, shape) : over.height * over.width;
}

/** Blocks beneath and beside each other, those over the border left out. */
export function blockCounts(blocks: NativeBlocks, { rows, cols }: Shape): BlockCounts {
  return {
    down: Math.max(0, Math.floor((rows - blocks.height) / blocks.rowStride) + 1),
    across: Math.max(0, Math.floor((cols - blocks.width) / blocks.colStride) + 1),
  };
}

function blockCount(blocks: NativeBlocks, shape: Shape): number {
  const { down, across } = blockCounts(blocks, shape);
  return down * across;
}

const mostVectors = 2 ** 32 - 1;

function requireBlocks(blocks: NativeBlocks, shape: Shape, name: string): void {
  const { height, width, relate } = blocks;
  if (!(height <= shape.rows && width <= shape.cols)) {
    throw refusal(`a block within ${shape.rows}×${shape.cols}`, name, `one of ${height}×${width}`);
  }
  const count = orderOf(blocks, shape);
  if (count < 2) {
    const what = relate === 'positions' ? 'blocks of at least 2 positions' : 'at least 2 blocks';
    throw refusal(what, name, `1, as blocks of ${height}×${width} give`);
  }
  const most = Math.max(count, lengthOf(blocks, shape));
  if (most > mostVectors) throw refusal(`at most ${mostVectors} blocks`, name, most);
}

function refusal(what: string, name: string, received: string | number): LacunaError {
  return new LacunaError(
    'LACUNA_INVALID_OPTION',
    `Expected ${what} for ${name} but received ${received}`,
  );
}
