import { requireMemory } from '../../available-memory.js';
import type { Factors } from '../../sparse/completion.js';

/** A model of a blend that has factors. */
export interface FactorPart {
  readonly weight: number;
  readonly factors: Factors;
}

/**
 * Factors of Σ weight·X side by side: `left` times weight and range, `right` as it is, and the mean offset.
 *
 * @throws {LacunaError} `LACUNA_OUT_OF_MEMORY` when they do not fit in memory
 */
export function mixFactors(parts: readonly [FactorPart, ...FactorPart[]]): Factors {
  const [{ factors }] = parts;
  const [rows, cols] = [factors.left.rows, factors.right.rows];
  const width = parts.reduce((sum, part) => sum + part.factors.left.cols, 0);
  requireMemory(
    (rows + cols) * width * Float32Array.BYTES_PER_ELEMENT,
    `factors of width ${width} of a ${rows}×${cols} matrix`,
  );
  const left = { data: new Float32Array(rows * width), rows, cols: width };
  const right = { data: new Float32Array(cols * width), rows: cols, cols: width };
  let at = 0;
  let offset = 0;
  for (const { weight, factors: part } of parts) {
    copyInto(left, part.left, at, weight * part.range);
    copyInto(right, part.right, at, 1);
    at += part.left.cols;
    offset += weight * part.offset;
  }
  return { left, right, offset, range: 1 };
}

interface Columns {
  readonly data: Factors['left']['data'];
  readonly rows: number;
  readonly cols: number;
}

/** to[:, at…] = by·from */
function copyInto(
  to: Columns & { readonly data: Float32Array },
  from: Columns,
  at: number,
  by: number,
): void {
  for (let i = 0; i < from.rows; i++) {
    for (let k = 0; k < from.cols; k++) {
      to.data[i * to.cols + at + k] = by * (from.data[i * from.cols + k] as number);
    }
  }
}
