import type { Parts } from '../methods/method.js';

/** Parts as JSON can hold them: matrices, which a fit does not need any more, by their shape alone. */
export function describeParts(parts: Parts): Record<string, unknown> {
  return JSON.parse(JSON.stringify(parts, (_, value) => shapeOfMatrix(value) ?? value));
}

function isRow(value: unknown): value is ArrayLike<number> {
  return (Array.isArray(value) || ArrayBuffer.isView(value)) && !isRow((value as unknown[])[0]);
}

function shapeOfMatrix(value: unknown): { rows: number; cols: number } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    const [first] = value;
    return isRow(first) ? { rows: value.length, cols: first.length } : undefined;
  }
  if (!('data' in value && 'rows' in value && 'cols' in value)) return undefined;
  return { rows: Number(value.rows), cols: Number(value.cols) };
}
