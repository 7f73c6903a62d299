import { chosenRank, exactRank } from '../growing-rank.js';
import type { ListCase, Proposal } from './candidates.js';

/** Methods for entries with little noise, and those that learn step by step; held entries end them. */
export function lowRankModels(given: ListCase): Proposal[] {
  const { rows, cols, entries, effort } = given;
  const cubic = rows * cols * Math.min(rows, cols);
  const quick: Proposal[] = [
    { turn: 2, ...exactRank(given, entries) },
    { turn: 2, ...chosenRank(given, entries, effort) },
    {
      turn: 6,
      name: 'soft-impute',
      options: { method: 'soft-impute', validation: {} },
      seconds: 8e-8 * cubic,
    },
    {
      turn: 7,
      name: 'irnn, scad',
      options: { method: { type: 'irnn', penalty: 'scad' }, validation: {} },
      seconds: 1.5e-7 * cubic,
    },
  ];
  const slow: Proposal[] = [
    {
      turn: 9,
      name: 'soft-impute, als',
      options: { method: { type: 'soft-impute', algorithm: 'als', centre: true }, validation: {} },
      seconds: 4e-5 * entries,
    },
  ];
  return [...quick, ...(effort === 'fast' ? [] : slow), ...(effort === 'best' ? most(given) : [])];
}

function most({ rows, cols, entries }: ListCase): Proposal[] {
  // Entries of one row and of one column together: the largest singular value of their noise goes with its root.
  const inCross = entries / rows + entries / cols;
  return [
    {
      turn: 10,
      name: 'dlrl',
      options: { method: 'dlrl' },
      seconds: 3e-5 * entries + 3e-4 * (rows + cols),
    },
    {
      turn: 11,
      name: 'mss',
      options: {
        method: 'mss',
        validation: {},
        tune: { 'method.lambda': [4, 9, 18].map((level) => level * Math.sqrt(inCross)) },
      },
      seconds: 6e-5 * entries,
    },
  ];
}
