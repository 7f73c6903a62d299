import { methods } from '../../index.js';
import type { Table } from '../schema.js';

/** The paper of a method of ours, and which part of it a table is. */
export function paperOf(name: string, place: string): Table['paper'] {
  const paper = methods().find((method) => method.name === name)?.paper;
  if (paper === undefined) throw new Error(`No method ${name}`);
  const { title, authors, venue, year, url } = paper;
  return { title, authors, venue, year, url, place };
}
