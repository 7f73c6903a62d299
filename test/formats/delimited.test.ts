import { describe, expect, test } from 'vitest';
import { delimitedFormat } from '../../src/formats/delimited.js';

const csv = delimitedFormat('comma-separated values', '.csv', ',');
const tsv = delimitedFormat('tab-separated values', '.tsv', '\t');

function decode(text: string, format = csv) {
  return format.decode(Buffer.from(text), 'table.csv');
}

function encode(matrix: Parameters<typeof csv.encode>[0], format = csv) {
  return Buffer.from(format.encode(matrix)).toString();
}

describe('reading', () => {
  test('numbers in all spellings, row-major', () => {
    const { data, rows, cols } = decode('1,-2.5, +3 \n.5,4.,1e-3\n');
    expect([rows, cols]).toEqual([2, 3]);
    expect(data).toEqual(new Float64Array([1, -2.5, 3, 0.5, 4, 1e-3]));
  });

  test('empty entries, NaN and NA are missing', () => {
    const { data } = decode(',NaN,na\nNA,1,\n');
    expect(Array.from(data, Number.isNaN)).toEqual([true, true, true, true, false, true]);
  });

  test('byte order mark, CRLF and quotes', () => {
    const { data, colNames } = decode('\uFEFF"a, b","say ""hi"""\r\n"1",2\r\n');
    expect(colNames).toEqual(['a, b', 'say "hi"']);
    expect(data).toEqual(new Float64Array([1, 2]));
  });

  test('a last line without a line break, and blank lines at the end', () => {
    expect(decode('1,2\n3,4').rows).toBe(2);
    expect(decode('1,2\n3,4\n\n\n').rows).toBe(2);
  });

  test('in a single column an empty line is a missing entry', () => {
    const { data, rows } = decode('1\n\n3\n\n');
    expect(rows).toBe(4);
    expect(Array.from(data, Number.isNaN)).toEqual([false, true, false, true]);
  });

  test('a last row of which everything is missing stays', () => {
    expect(decode('1\t2\n\t\n', tsv).rows).toBe(2);
  });

  test('names of rows and columns', () => {
    const matrix = decode('\tdrug A\tdrug B\nt1\t0\t1\nt2\t\t0\n', tsv);
    expect(matrix).toMatchObject({ rows: 2, cols: 2, colNames: ['drug A', 'drug B'] });
    expect(matrix.rowNames).toEqual(['t1', 't2']);
    expect(Array.from(matrix.data)).toEqual([0, 1, Number.NaN, 0]);
  });

  test('a first line with a number in it is data', () => {
    expect(() => decode('x,2\n3,4\n')).toThrow(/line 1, column 1 of table\.csv but received "x"/);
  });
});

describe('malformed text', () => {
  test.each([
    [
      '1,2\n3,4,5\n',
      /^Expected 2 entries \(as in line 1\) for line 2 of table\.csv but received 3$/,
    ],
    [
      '1,2\n3,abc\n',
      /^Expected a finite number.* for line 2, column 2 of table\.csv but received "abc"$/,
    ],
    ['1,2\n3,Infinity\n', /line 2, column 2 .*"Infinity"/],
    ['1,2\n3,1e999\n', /line 2, column 2 .*"1e999"/],
    ['1,2\n3,0x10\n', /line 2, column 2 .*"0x10"/],
    ['1;5\n2;5\n', /line 2, column 1 .*"2;5"/],
    ['1,"2\n3,4\n', /closing quote in line 1 of table\.csv/],
    ['', /at least one row of numbers in table\.csv/],
    ['a,b\n', /at least one row of numbers in table\.csv/],
  ])('%j', (text, message) => {
    expect(() => decode(text)).toThrow(message);
    expect(() => decode(text)).toThrow(expect.objectContaining({ code: 'LACUNA_FILE' }));
  });
});

describe('writing', () => {
  test('float64 reads back as the same values', () => {
    const data = new Float64Array([0.1, -1e-300, 1 / 3, Number.NaN, 123456789.123, -0]);
    const text = encode({ data, rows: 2, cols: 3 });
    expect(text.split('\n')[1]).toMatch(/^,/);
    const back = decode(text).data;
    expect(Array.from(back)).toEqual([0.1, -1e-300, 1 / 3, Number.NaN, 123456789.123, 0]);
  });

  test('float32 is written short and reads back as the same values', () => {
    const data = Float32Array.from([0.1, 1 / 3, 16777217, 1.17549435e-38, 3.4028235e38, 5]);
    const text = encode({ data, rows: 1, cols: 6 });
    expect(text).toMatch(/^0\.1,0\.33333334,16777216,/);
    expect(Float32Array.from(decode(text).data)).toEqual(data);
  });

  test('a single column with missing entries survives', () => {
    const matrix = { data: Float64Array.of(Number.NaN, 1, Number.NaN), rows: 3, cols: 1 };
    expect(decode(encode(matrix))).toEqual(matrix);
  });

  test('names survive, quoted where they must be', () => {
    const matrix = {
      data: Float64Array.of(1, 2, 3, 4),
      rows: 2,
      cols: 2,
      rowNames: ['r,1', 'r"2'],
      colNames: ['a', 'b c'],
    };
    expect(decode(encode(matrix))).toEqual(matrix);
    expect(decode(encode(matrix, tsv), tsv)).toEqual(matrix);
  });
});
