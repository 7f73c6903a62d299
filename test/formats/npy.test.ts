import { describe, expect, test } from 'vitest';
import { npyFormat } from '../../src/formats/npy.js';

interface Parts {
  descr: string;
  fortran: boolean;
  shape: string;
  version: number;
}

/** A file as NumPy lays it out, written independently of the code under test. */
function npy(elements: Uint8Array, parts: Partial<Parts> = {}): Buffer {
  const { descr = '<f4', fortran = false, shape = '(2, 3)', version = 1 } = parts;
  const order = fortran ? 'True' : 'False';
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': ${shape}, }`;
  const fixed = version === 1 ? 10 : 12;
  const header = text.padEnd(Math.ceil((text.length + 1 + fixed) / 64) * 64 - fixed - 1);
  const length = Buffer.alloc(fixed - 8);
  length.writeUIntLE(header.length + 1, 0, fixed - 8);
  const magic = Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  return Buffer.concat([magic, length, Buffer.from(`${header}\n`), elements]);
}

function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

const decode = (bytes: Buffer) => npyFormat.decode(bytes, 'a.npy');

describe('reading', () => {
  test.each([1, 2, 3])('version %i', (version) => {
    const values = Float32Array.of(1, 2.5, Number.NaN, 4, 5, 6);
    const matrix = decode(npy(bytesOf(values), { version }));
    expect(matrix).toEqual({ data: values, rows: 2, cols: 3 });
  });

  test('Fortran order is turned into rows', () => {
    const values = Float64Array.of(1, 4, 2, 5, 3, 6);
    const matrix = decode(npy(bytesOf(values), { descr: '<f8', fortran: true }));
    expect(matrix).toEqual({ data: Float64Array.of(1, 2, 3, 4, 5, 6), rows: 2, cols: 3 });
  });

  test('big endian', () => {
    const bytes = Buffer.alloc(24);
    [1, -2, 3, 4, 5, 6].forEach((value, at) => {
      bytes.writeFloatBE(value, at * 4);
    });
    expect(Array.from(decode(npy(bytes, { descr: '>f4' })).data)).toEqual([1, -2, 3, 4, 5, 6]);
  });

  test.each([
    ['|b1', Uint8Array.of(0, 1, 1, 0, 0, 1), Float32Array],
    ['|u1', Uint8Array.of(0, 1, 255, 3, 4, 5), Float32Array],
    ['|i1', Int8Array.of(-128, 1, 2, 3, 4, 127), Float32Array],
    ['<u2', Uint16Array.of(0, 1, 65535, 3, 4, 5), Float32Array],
    ['<i2', Int16Array.of(-32768, 1, 2, 3, 4, 5), Float32Array],
    ['<u4', Uint32Array.of(4294967295, 1, 2, 3, 4, 5), Float64Array],
    ['<i4', Int32Array.of(-2147483648, 1, 2, 3, 4, 16777217), Float64Array],
  ])('%s keeps every value', (descr, values, type) => {
    const { data } = decode(npy(bytesOf(values), { descr }));
    expect(data).toBeInstanceOf(type);
    expect(Array.from(data)).toEqual(Array.from(values));
  });

  test('64-bit integers', () => {
    const values = BigInt64Array.of(-1n, 2n, 2n ** 53n - 1n, 0n, 5n, 6n);
    const { data } = decode(npy(bytesOf(values), { descr: '<i8' }));
    expect(Array.from(data)).toEqual([-1, 2, 2 ** 53 - 1, 0, 5, 6]);
  });

  test('a view with an odd offset into a larger buffer', () => {
    const file = npy(bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6)));
    const larger = Buffer.concat([Buffer.from([0]), file]);
    expect(Array.from(decode(larger.subarray(1)).data)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

describe('malformed files', () => {
  const six = bytesOf(Float32Array.of(1, 2, 3, 4, 5, 6));
  const structured = npy(six).toString('latin1').replace("'<f4'", "[('x', '<f4')]");
  test.each([
    ['text', Buffer.from('1,2,3 and some more'), /a NumPy array .* in a\.npy/],
    ['nothing', Buffer.alloc(0), /a NumPy array .* in a\.npy/],
    ['an unknown version', npy(six, { version: 9 }), /version 1, 2 or 3 .* but received 9/],
    ['complex', npy(six, { descr: '<c8' }), /one of the types f4, f8.* in a\.npy but received <c8/],
    ['structured', Buffer.from(structured, 'latin1'), /but received a structured type/],
    [
      'one dimension',
      npy(six, { shape: '(6,)' }),
      /two dimensions in a\.npy but received shape \(6,\)/,
    ],
    ['three dimensions', npy(six, { shape: '(1, 2, 3)' }), /two dimensions/],
    [
      'too short',
      npy(six.subarray(0, 20)),
      /Expected 24 bytes for 2 x 3 of <f4 in a\.npy but received 20/,
    ],
    ['too long', npy(bytesOf(new Float32Array(7))), /Expected 24 bytes .* but received 28/],
    [
      'a cut header',
      npy(six).subarray(0, 40),
      /Expected a header of \d+ bytes in a\.npy but received 30/,
    ],
  ])('%s', (_name, bytes, message) => {
    expect(() => decode(bytes)).toThrow(message);
    expect(() => decode(bytes)).toThrow(expect.objectContaining({ code: 'LACUNA_FILE' }));
  });
});

describe('writing', () => {
  test.each([
    ['float32', Float32Array.of(1, Number.NaN, 1 / 3, -0, 5, 6), "'<f4'"],
    ['float64', Float64Array.of(1, Number.NaN, 1 / 3, -0, 5, 6), "'<f8'"],
  ])('%s reads back bit by bit', (_name, data, descr) => {
    const bytes = Buffer.from(npyFormat.encode({ data, rows: 3, cols: 2 }));
    expect(bytes.toString('latin1')).toContain(descr);
    expect((bytes.length - data.byteLength) % 64).toBe(0);
    expect(decode(bytes)).toEqual({ data, rows: 3, cols: 2 });
  });

  test('is laid out as NumPy lays it out', () => {
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(Buffer.from(npyFormat.encode({ data, rows: 2, cols: 3 }))).toEqual(npy(bytesOf(data)));
  });
});
