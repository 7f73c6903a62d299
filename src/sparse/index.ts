export { completeSparse } from './complete-sparse.js';
export type { Factors, SparseCompletion } from './completion.js';
export type {
  CompressedRows,
  IndexArray,
  SparseInput,
  Triplets,
  ValueArray,
} from './input.js';
