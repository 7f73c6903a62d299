import { expect, test } from 'vitest';
import { computeTable, printed } from '../../bench/tables/results-table.js';

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
