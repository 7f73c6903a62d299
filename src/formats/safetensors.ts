import { endianness } from 'node:os';
import { LacunaError } from '../errors.js';

/** A named array of float32, row-major. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** What a .safetensors file holds. */
export interface Tensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

const kMetadata = '__metadata__';
const kLengthBytes = 8;
/** The tensors begin at a multiple of this. */
const kAlignment = 8;
/** No header is longer. */
const kMostHeader = 100_000_000;

/**
 * Bytes of a .safetensors file: the length of the header (64 bits, little endian), the header (JSON
 * with dtype, shape and data_offsets of each tensor, padded with spaces), then the tensors, float32
 * little endian, one behind the other.
 */
export function encodeTensors({ metadata, tensors }: Tensors): Uint8Array {
  const header: Record<string, unknown> = { [kMetadata]: metadata };
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Math.ceil(text.length / kAlignment) * kAlignment;
  const bytes = Buffer.alloc(kLengthBytes + length + end, ' ');
  bytes.writeBigUInt64LE(BigInt(length));
  text.copy(bytes, kLengthBytes);
  let at = kLengthBytes + length;
  for (const { data } of Object.values(tensors)) {
    bytes.set(littleEndian(Buffer.from(data.buffer, data.byteOffset, data.byteLength)), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * @param path only for error messages
 * @throws LacunaError `LACUNA_FILE` when the bytes are no such file, or its tensors are not float32
 */
export function decodeTensors(bytes: Buffer, path: string): Tensors {
  const { text, end } = headerOf(bytes, path);
  const { [kMetadata]: metadata = {}, ...entries } = parseHeader(text, path);
  const body = bytes.subarray(end);
  const places = Object.entries(entries).map(([name, entry]) => placeOf(name, entry, path));
  requireTiling(places, body.length, path);
  const tensors = places.map(({ name, shape, begin, end }) => {
    const data = floatsOf(body.subarray(begin, end));
    return [name, { shape, data }] as const;
  });
  return { metadata: checkedMetadata(metadata, path), tensors: Object.fromEntries(tensors) };
}

function fail(what: string, path: string, found: string): never {
  throw new LacunaError('LACUNA_FILE', `Expected ${what} in ${path} but received ${found}`);
}

function headerOf(bytes: Buffer, path: string): { text: string; end: number } {
  if (bytes.length < kLengthBytes + 2) {
    fail('a .safetensors file', path, `${bytes.length} bytes`);
  }
  const length = bytes.readBigUInt64LE();
  const most = Math.min(bytes.length - kLengthBytes, kMostHeader);
  if (length > BigInt(most) || bytes[kLengthBytes] !== '{'.charCodeAt(0)) {
    const found = length > BigInt(most) ? `one of ${length}` : 'something else';
    fail(`a .safetensors header of at most ${most} bytes that begins with {`, path, found);
  }
  const end = kLengthBytes + Number(length);
  return { text: bytes.toString('utf8', kLengthBytes, end), end };
}

type Entries = Readonly<Record<string, unknown>>;

function parseHeader(text: string, path: string): Entries {
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    fail('a .safetensors header of JSON', path, 'something else');
  }
  return header as Entries; // it begins with {
}

interface Place {
  readonly name: string;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

function placeOf(name: string, entry: unknown, path: string): Place {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Entries;
  const what = `tensor ${JSON.stringify(name)}`;
  if (dtype !== 'F32') fail(`F32 for ${what}`, path, JSON.stringify(dtype) ?? 'nothing');
  if (!isCounts(shape)) fail(`a shape for ${what}`, path, JSON.stringify(shape) ?? 'nothing');
  const size = shape.reduce((product, side) => product * side, Float32Array.BYTES_PER_ELEMENT);
  const [begin, end] = isCounts(offsets) ? offsets : [];
  if (begin === undefined || end === undefined || end - begin !== size) {
    fail(`${size} bytes for ${what}`, path, `data_offsets ${JSON.stringify(offsets)}`);
  }
  return { name, shape, begin, end };
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

/** Tensors lie one behind the other, without holes, and the file ends with the last one. */
function requireTiling(places: readonly Place[], length: number, path: string): void {
  let at = 0;
  for (const { name, begin, end } of [...places].sort((a, b) => a.begin - b.begin)) {
    if (begin !== at) {
      fail(`tensor ${JSON.stringify(name)} at byte ${at} of the data`, path, `byte ${begin}`);
    }
    at = end;
  }
  if (at !== length) fail(`${at} bytes of tensors`, path, `${length}`);
}

function checkedMetadata(metadata: unknown, path: string): Record<string, string> {
  const isMap = typeof metadata === 'object' && metadata !== null;
  if (!isMap || !Object.values(metadata).every((text) => typeof text === 'string')) {
    fail(`strings for ${kMetadata}`, path, 'something else');
  }
  return metadata as Record<string, string>;
}

/** A copy, as the bytes need not lie at a multiple of four. */
function floatsOf(bytes: Buffer): Float32Array {
  const copy = new Uint8Array(bytes.length);
  copy.set(littleEndian(bytes));
  return new Float32Array(copy.buffer);
}

/** From or to the byte order of this machine. */
function littleEndian(bytes: Buffer): Buffer {
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}
