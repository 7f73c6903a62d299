import type { Parts } from '../methods/method.js';

/** Parts as JSON can hold them: matrices, which a fit does not need any more, by their shape alone. */
export function describeParts(parts: Parts): Record<string, unknown> {
  return JSON.parse(JSON.stringify(parts, (_, value) => shapeOfMatrix(value) ?? value));
}

function shapeOfMatrix(value: unknown): { rows: number; cols: number } | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) {
    const [first] = value;
    const isNested = Array.isArray(first) || ArrayBuffer.isView(first);
    return isNested ? { rows: value.length, cols: (first as number[]).length } : undefined;
  }
  if (!('data' in value && 'rows' in value && 'cols' in value)) return undefined;
  return { rows: Number(value.rows), cols: Number(value.cols) };
}
