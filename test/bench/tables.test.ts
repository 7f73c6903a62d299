import { expect, test } from 'vitest';
import { computeTable, printed } from '../../bench/tables/results-table.js';
import { side, textPicture } from '../../bench/tables/text-picture.js';

test('a table has a cell for each row and column, and is printed once for each measure', async () => {
  const cells: string[] = [];
  const computed = await computeTable(
    {
      title: 'T',
      measures: ['sum', 'product'],
      rows: ['1', '2'],
      columns: ['10', '20'],
      compute: async (row, column) => [Number(row) + Number(column), Number(row) * Number(column)],
    },
    (name) => cells.push(name),
  );
  expect(cells).toEqual(['T: 1, 10', 'T: 1, 20', 'T: 2, 10', 'T: 2, 20']);
  expect(computed.cells[1]).toEqual([
    [12, 20],
    [22, 40],
  ]);
  const [sum, product] = printed(computed).split('### T: ').slice(1) as [string, string];
  expect(sum).toMatch(/^sum\n\n[\s\S]*\| 2 +\| 12\.0 \| 22\.0 \|/);
  expect(product).toMatch(/^product\n\n[\s\S]*\| 2 +\| 20\.0 \| 40\.0 \|/);
});

test('the picture of text is dark letters on light paper', async () => {
  const picture = await textPicture();
  expect(picture).toHaveLength(side * side);
  const dark = picture.filter((value) => value < 0.2).length / picture.length;
  const light = picture.filter((value) => value > 0.9).length / picture.length;
  expect(dark).toBeGreaterThan(0.1);
  expect(dark + light).toBeGreaterThan(0.85);
});
