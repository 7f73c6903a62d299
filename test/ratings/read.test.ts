import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ReadRatingsOptions, readRatings } from '../../src/index.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lacuna-ratings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function read(text: string, options?: ReadRatingsOptions, name = 'r.dat') {
  const path = join(folder, name);
  await writeFile(path, text);
  const { users, items, user, item, ratings } = await readRatings(path, options);
  return Array.from(ratings, (value, e) => [
    users[user[e] as number],
    items[item[e] as number],
    value,
  ]);
}

const two = [
  ['u1', 'i-9', 4],
  ['u2', 'i-9', 2.5],
];

describe('separators and headers are found', () => {
  test.each([
    ['tabs', 'u1\ti-9\t4\t881250949\nu2\ti-9\t2.5\t881250950\n'],
    ['double colons', 'u1::i-9::4::88\nu2::i-9::2.5::89'],
    ['commas', 'u1,i-9,4\r\nu2,i-9,2.5\r\n'],
    ['semicolons in quotes', '"User-ID";"ISBN";"Book-Rating"\n"u1";"i-9";"4"\n"u2";"i-9";"2.5"\n'],
    ['runs of spaces', '  u1 i-9   4\n u2  i-9 2.5\n\n'],
    ['a header in another order', 'rating,extra,movieId,userId\n4,x,i-9,u1\n2.5,"a, b",i-9,u2\n'],
    ['a header of other words', 'who,what,how much\nu1,i-9,4\nu2,i-9,2.5\n'],
    ['a byte order mark and blank lines', '\uFEFFu1,i-9,4\n\n\nu2,i-9,2.5\n\n'],
  ])('%s', async (_name, text) => {
    expect(await read(text)).toEqual(two);
  });

  test('a separator, a header and columns that are given', async () => {
    expect(await read('u1|i-9|4\nu2|i-9|2.5\n', { separator: '|' })).toEqual(two);
    expect(await read('1,2,3\n4,5,1\n', { header: true })).toEqual([['4', '5', 1]]);
    const columns = { user: 'b', item: 'a', rating: 'r' };
    expect(await read('a,b,c,r\ni-9,u1,7,4\ni-9,u2,7,2.5\n', { columns })).toEqual(two);
    const numbers = { user: 1, item: 0, rating: 3 };
    expect(await read('i-9,u1,x,4\ni-9,u2,y,2.5\n', { columns: numbers })).toEqual(two);
  });

  test('ids stay text', async () => {
    expect(await read('007 1e3 4\n7 1000 3\n')).toEqual([
      ['007', '1e3', 4],
      ['7', '1000', 3],
    ]);
  });

  test('a file longer than what is taken at once', async () => {
    const lines = Array.from(
      { length: 120_000 },
      (_, e) => `user-${e % 1000}\titem-${e}\t${e % 5}`,
    );
    expect((await read(lines.join('\n'))).length).toBe(120_000);
  });
});

describe('a pair that comes twice', () => {
  const plain = 'u,a,1\nu,b,5\nu,a,4\nu,a,1\n';
  const timed = 'u,a,1,30\nu,b,5,1\nu,a,4,10\nu,a,2,20\n';
  test.each<[ReadRatingsOptions['duplicates'], string, number[]]>([
    ['last', plain, [5, 1]],
    ['first', plain, [1, 5]],
    ['mean', plain, [2, 5]],
    ['last', timed, [1, 5]],
    ['first', timed, [5, 4]],
  ])('%s of %j', async (duplicates, text, wanted) => {
    expect((await read(text, { duplicates })).map(([, , value]) => value)).toEqual(wanted);
  });

  test('may be refused', async () => {
    await expect(read(plain, { duplicates: 'refuse' })).rejects.toThrow(
      /^Expected one rating of item a by user u but received another one in line 3 of .*r\.dat, after that in line 1$/,
    );
  });

  test('dates are times', async () => {
    const text = 'user,item,rating,date\nu,a,1,2006-02-01\nu,a,4,2005-12-31\n';
    expect(await read(text)).toEqual([['u', 'a', 1]]);
  });
});

describe('one line for each fault, with its place', () => {
  test.each<[string, ReadRatingsOptions, RegExp]>([
    [
      'u,a,1\nu,b,x\n',
      {},
      /^Expected a number as the rating in line 2 of .*r\.dat but received "x"$/,
    ],
    [
      'u,a,1\n\nu,,2\n',
      {},
      /^Expected a user and an item in line 3 of .*r\.dat but received "u,,2"$/,
    ],
    ['u,a,1\nu,b,NaN\n', {}, /a number as the rating in line 2/],
    ['u,a,1\nu,b\n', { separator: ',' }, /a number as the rating in line 2/],
    ['u,a,1,3\nu,b,1,late\n', {}, /a number or a date as the time in line 2 .* "late"/],
    [
      'u,a\nv,b\n',
      {},
      /^Expected lines of user, item and rating, separated by .* but received "u,a"$/,
    ],
    ['', {}, /^Expected at least one rating in .*r\.dat$/],
    ['user,item,rating\n', {}, /^Expected at least one rating/],
    ['"u,a,1\n', { separator: ',' }, /^Expected a closing quote in line 1 of/],
    [
      'a,b,c\nu,i,1\n',
      { columns: { user: 'a', item: 'b', rating: 'stars' } },
      /^Expected one of the columns "a", "b", "c" of .* for columns\.rating but received "stars"$/,
    ],
    [
      'u,i,1\n',
      { header: false, columns: { user: 'a', item: 1, rating: 2 } },
      /^Expected numbers from 0, as there is no header, for columns/,
    ],
  ])('%j', async (text, options, message) => {
    await expect(read(text, options)).rejects.toThrow(message);
  });

  test('no such file', async () => {
    await expect(readRatings(join(folder, 'none.csv'))).rejects.toThrow(
      /^Expected a readable file for path but received .*none\.csv \(there is no such file\)$/,
    );
  });
});
