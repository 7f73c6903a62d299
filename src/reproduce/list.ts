import { planTable, seedsOf } from './plan.js';
import { methodNameOf, type Table } from './schema.js';
import { allTables } from './tables/index.js';

/** What is told of a table before it is run. Plain data. */
export interface Listing {
  readonly table: string;
  readonly title: string;
  readonly paper: Table['paper'];
  readonly cases: readonly string[];
  readonly methods: readonly string[];
  /** Methods that this version has not, by their names there. */
  readonly unknownMethods: readonly string[];
  /** Runs of all cells whose data is there, with the seeds of the table. */
  readonly runs: number;
  /** Files that are wanted and not there, each once. */
  readonly missingFiles: readonly string[];
  /** Cases that cannot be run without them. */
  readonly missingCases: readonly string[];
}

/**
 * Every table, and whether its data is there.
 *
 * @param folder of the data; without one every file is missing
 */
export function listTables(folder: string | undefined): Promise<Listing[]> {
  return Promise.all(allTables().map((table) => listingOf(table, folder)));
}

async function listingOf(table: Table, folder: string | undefined): Promise<Listing> {
  const { cells, missing, unknown } = await planTable(table, folder);
  const unknownOptions = table.methods.filter(({ id }) => unknown.includes(id));
  return {
    table: table.id,
    title: table.title,
    paper: table.paper,
    cases: table.cases.map(({ id }) => id),
    methods: table.methods.map(({ id }) => id),
    unknownMethods: unknownOptions.map(({ id, options }) => (options ? methodNameOf(options) : id)),
    runs: cells.reduce((sum, cell) => sum + seedsOf(cell, undefined).length, 0),
    missingFiles: [...new Set(missing.flatMap(({ files }) => files))],
    missingCases: [
      ...new Set(missing.filter(({ method }) => method === undefined).map((it) => it.case)),
    ],
  };
}
