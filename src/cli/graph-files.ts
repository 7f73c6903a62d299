import { readMatrix } from '../index.js';
import { graphMatrices } from '../options/graph-schema.js';

/**
 * The regularizers with every graph that is named by a path, as one to start from may be too, read from
 * its file, a matrix; what is no path stays as it is, for the schema to judge.
 *
 * @throws LacunaError `LACUNA_FILE`
 */
export async function readGraphs(regularizers: unknown): Promise<unknown> {
  if (!Array.isArray(regularizers)) return regularizers;
  const read: unknown[] = [];
  for (const [index, term] of regularizers.entries()) {
    read.push(isTerm(term) ? await withMatrices(term, `regularizers[${index}]`) : term);
  }
  return read;
}

/** The same of the sides of a spectral chain. */
export async function readSideGraphs(representation: unknown): Promise<unknown> {
  if (!isTerm(representation)) return representation;
  const read: Record<string, unknown> = { ...representation };
  for (const side of ['rows', 'cols']) {
    const graph = representation[side];
    if (isTerm(graph)) read[side] = await withMatrices(graph, `representation.${side}`);
  }
  return read;
}

type Term = Readonly<Record<string, unknown>>;

function isTerm(value: unknown): value is Term {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function withMatrices(term: Term, name: string): Promise<Term> {
  const read: Record<string, unknown> = { ...term };
  for (const key of graphMatrices) {
    const path = term[key];
    if (typeof path === 'string') read[key] = await readMatrix(path, `${name}.${key}`);
  }
  // An adaptive Laplacian may start from one.
  if (isTerm(term.start)) read.start = await withMatrices(term.start, `${name}.start`);
  return read;
}
