import { type Table, tableSchema } from '../schema.js';
import { airnetCourse } from './airnet-course.js';
import { airnetTable1 } from './airnet-table-1.js';
import { dlrlTable3 } from './dlrl-table-3.js';
import { rdmfTables12 } from './rdmf-tables-1-2.js';
import { sgmcNetflix } from './sgmc-netflix.js';

/** Every table that there is data of; a new one is one more entry here. */
export function allTables(): Table[] {
  return [airnetTable1, airnetCourse, rdmfTables12, dlrlTable3, sgmcNetflix].map((data) =>
    tableSchema.parse(data),
  );
}
