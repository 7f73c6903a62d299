export { completeBatch } from './complete-batch.js';
export { completeStream } from './complete-stream.js';
export type { BatchInput, BatchItem, BatchResult, BatchSource } from './item.js';
