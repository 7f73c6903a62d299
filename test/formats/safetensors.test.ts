import { describe, expect, test } from 'vitest';
import { decodeTensors, encodeTensors } from '../../src/formats/safetensors.js';

const file = {
  metadata: { format: 'x', text: '{"µ":1}' },
  tensors: {
    a: { shape: [2, 3], data: Float32Array.of(1, -0, 2 ** -149, 3.4028234663852886e38, 0.1, 6) },
    'b.c': { shape: [1], data: Float32Array.of(7) },
    empty: { shape: [0, 4], data: new Float32Array(0) },
  },
};

/** A file with that header text and so many bytes of tensors. */
function bytesOf(header: string, body: number): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(header)));
  return Buffer.concat([length, Buffer.from(header), Buffer.alloc(body)]);
}

const tensor = (begin: number, end: number, shape = [(end - begin) / 4]) => ({
  dtype: 'F32',
  shape,
  data_offsets: [begin, end],
});

describe('round trip', () => {
  test('the same bits, whatever the alignment of the bytes', () => {
    const bytes = encodeTensors(file);
    const shifted = Buffer.concat([Buffer.alloc(1), bytes]).subarray(1);
    for (const one of [Buffer.from(bytes), shifted]) {
      expect(decodeTensors(one, 'a.safetensors')).toEqual(file);
    }
  });

  test('the layout: header length, JSON padded to eight bytes, then the tensors', () => {
    const bytes = Buffer.from(encodeTensors(file));
    const length = Number(bytes.readBigUInt64LE());
    expect(length % 8).toBe(0);
    expect(JSON.parse(bytes.toString('utf8', 8, 8 + length))).toEqual({
      __metadata__: file.metadata,
      a: { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
      'b.c': { dtype: 'F32', shape: [1], data_offsets: [24, 28] },
      empty: { dtype: 'F32', shape: [0, 4], data_offsets: [28, 28] },
    });
    expect(bytes.readFloatLE(8 + length + 16)).toBe(Math.fround(0.1));
    expect(bytes.length).toBe(8 + length + 28);
  });
});

describe('refusals name the file, in one line', () => {
  const headerOf = (tensors: object, body: number) => bytesOf(JSON.stringify(tensors), body);
  test.each<[string, Buffer, RegExp]>([
    ['nothing', Buffer.alloc(0), /a \.safetensors file in f but received 0 bytes/],
    ['no header', Buffer.alloc(64), /header of at most 56 bytes that begins with \{/],
    [
      'a huge header',
      Buffer.alloc(64, 0xff),
      /at most 56 bytes .* received one of 18446744073709551615/,
    ],
    ['broken JSON', bytesOf('{"a":', 0), /a \.safetensors header of JSON/],
    [
      'another dtype',
      headerOf({ a: { ...tensor(0, 4), dtype: 'F16' } }, 4),
      /F32 for tensor "a".*"F16"/,
    ],
    ['a negative side', headerOf({ a: tensor(0, 4, [-1]) }, 4), /a shape for tensor "a".*\[-1\]/],
    ['no shape', headerOf({ a: { dtype: 'F32' } }, 4), /a shape for tensor "a".*nothing/],
    ['null', headerOf({ a: null }, 4), /F32 for tensor "a"/],
    ['another size', headerOf({ a: tensor(0, 8, [3]) }, 8), /12 bytes for tensor "a"/],
    ['no offsets', headerOf({ a: { dtype: 'F32', shape: [1] } }, 4), /4 bytes for tensor "a"/],
    ['an overlap', headerOf({ a: tensor(0, 8), b: tensor(4, 12) }, 12), /tensor "b" at byte 8/],
    ['a hole', headerOf({ a: tensor(0, 4), b: tensor(8, 12) }, 12), /tensor "b" at byte 4/],
    ['cut short', headerOf({ a: tensor(0, 8) }, 4), /8 bytes of tensors in f but received 4/],
    ['too long', headerOf({ a: tensor(0, 8) }, 9), /8 bytes of tensors in f but received 9/],
    ['a huge tensor', headerOf({ a: tensor(0, 4e15) }, 4), /4000000000000000 bytes of tensors/],
    ['numbers as metadata', headerOf({ __metadata__: { a: 1 } }, 0), /strings for __metadata__/],
    ['a list as metadata', headerOf({ __metadata__: null }, 0), /strings for __metadata__/],
  ])('%s', (_, bytes, message) => {
    const decode = () => decodeTensors(bytes, 'f');
    expect(decode).toThrow(message);
    expect(decode).toThrow(expect.objectContaining({ code: 'LACUNA_FILE' }));
    expect(decode).toThrow(/^[^\n]*$/);
  });
});
