import { classicMethods, info, LacunaError, methods } from '../index.js';
import { type Digests, missingFiles, shortHash } from './data-files.js';
import {
  type Case,
  filesOfOptions,
  filesOfProblem,
  type MethodOptions,
  methodNameOf,
  optionsFor,
  type Problem,
  type Table,
  type TableMethod,
} from './schema.js';

/** A method on one problem of a case; with a seed it is a run. */
export interface Cell {
  readonly table: Table;
  readonly case: Case;
  /** Which of the problems of the case, from 0. */
  readonly index: number;
  readonly problem: Problem;
  readonly method: TableMethod;
  readonly options: MethodOptions;
}

/** Files that are not in the data folder, and the cases that want them. */
export interface MissingData {
  readonly case: string;
  /** The method whose graphs they are; left out where every method needs them. */
  readonly method?: string;
  readonly files: readonly string[];
}

/** What of a table can be run here, and why the rest cannot. */
export interface Plan {
  readonly cells: readonly Cell[];
  readonly missing: readonly MissingData[];
  /** Methods of the table, by their ids, that the installed version has not. */
  readonly unknown: readonly string[];
}

/** @param folder of the data; without one every file is missing */
export async function planTable(table: Table, folder: string | undefined): Promise<Plan> {
  const known = knownMethods();
  const cells: Cell[] = [];
  const missing: MissingData[] = [];
  for (const one of table.cases) {
    const files = await missingFiles(one.problems.flatMap(filesOfProblem), folder);
    if (files.length > 0) {
      missing.push({ case: one.id, files });
      continue;
    }
    for (const method of table.methods) {
      const options = optionsFor(method, one);
      if (options === undefined || !known.has(methodNameOf(options))) continue;
      const graphs = await missingFiles(filesOfOptions(options), folder);
      if (graphs.length > 0) missing.push({ case: one.id, method: method.id, files: graphs });
      else cells.push(...cellsOf(table, one, method, options));
    }
  }
  return { cells, missing, unknown: unknownMethods(table, known) };
}

function cellsOf(table: Table, one: Case, method: TableMethod, options: MethodOptions): Cell[] {
  return one.problems.map((problem, index) => ({
    table,
    case: one,
    index,
    problem,
    method,
    options,
  }));
}

function knownMethods(): ReadonlySet<string> {
  return new Set<string>([...methods(), ...classicMethods()].map(({ name }) => name));
}

function unknownMethods({ methods: all }: Table, known: ReadonlySet<string>): string[] {
  const isUnknown = (options: MethodOptions | undefined) =>
    options !== undefined && !known.has(methodNameOf(options));
  return all
    .filter((method) => [method.options, ...Object.values(method.optionsFor)].some(isUnknown))
    .map((method) => method.id);
}

/** What of a table is asked for; what is left out is all of it. */
export interface Selection {
  readonly cases?: readonly string[] | undefined;
  readonly methods?: readonly string[] | undefined;
}

/** @throws LacunaError `LACUNA_INVALID_OPTION` for a case or a method that the table has not */
export function selected(table: Table, { cases, methods: names }: Selection): Table {
  return {
    ...table,
    cases: pick(table.cases, cases, '--cases'),
    methods: pick(table.methods, names, '--methods'),
  };
}

function pick<Part extends { readonly id: string }>(
  parts: readonly Part[],
  ids: readonly string[] | undefined,
  name: string,
): Part[] {
  const known = parts.map((part) => part.id);
  const unknown = ids?.find((one) => !known.includes(one));
  if (unknown !== undefined) {
    const message = `Expected some of ${known.join(', ')} for ${name} but received ${JSON.stringify(unknown)}`;
    throw new LacunaError('LACUNA_INVALID_OPTION', message);
  }
  return parts.filter((part) => ids === undefined || ids.includes(part.id));
}

/** Seeds that a cell is run with: the first ones, or one alone where nothing is drawn. */
export function seedsOf({ method, table }: Cell, seeds: number | undefined): number[] {
  const count = method.deterministic ? 1 : (seeds ?? table.seeds);
  return Array.from({ length: count }, (_, seed) => seed);
}

/** What a cell is made from: its hash names it, whatever it is called in the table. */
export async function identityOf({ problem, options, method, table }: Cell, digests: Digests) {
  const inputs = await digests.of([...filesOfProblem(problem), ...filesOfOptions(options)]);
  const { version } = info();
  const made = [table.id, problem, options, method.unknown, inputs, version];
  const cell = shortHash(JSON.stringify(made));
  return { cell, inputs, version };
}
