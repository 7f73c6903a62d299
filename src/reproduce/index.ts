export { findTable } from './find-table.js';
export { type Listing, listTables } from './list.js';
export { selected } from './plan.js';
export type { RunRecord } from './record.js';
export { missingText, type Report, Reproduction, type Run } from './reproduce.js';
export type { Row } from './rows.js';
export type { Table } from './schema.js';
