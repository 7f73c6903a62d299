import { LacunaError } from '../errors.js';
import type { MatrixFormat, NamedMatrix } from './format.js';
import { type ElementType, elementTypeOf, supportedElementTypes } from './npy-elements.js';

/**
 * NumPy's array file, versions 1 to 3: `\x93NUMPY`, version, header length, a Python dictionary with
 * `descr`, `fortran_order` and `shape`, then the elements. Only two dimensions; C and Fortran order;
 * little and big endian. Written as version 1, C order, `<f4` or `<f8`.
 */
export const npyFormat: MatrixFormat = {
  title: 'NumPy array',
  extensions: ['.npy'],
  decode,
  encode,
};

const kMagic = Buffer.from('\x93NUMPY', 'latin1');
/** The elements begin at a multiple of this. */
const kAlignment = 64;

function fail(message: string): never {
  throw new LacunaError('LACUNA_FILE', message);
}

function decode(bytes: Buffer, path: string): NamedMatrix {
  const { text, end } = headerOf(bytes, path);
  const { descr, fortranOrder, shape } = parseHeader(text, path);
  const type = elementTypeOf(descr);
  if (type === undefined) {
    fail(`Expected one of the types ${supportedElementTypes()} in ${path} but received ${descr}`);
  }
  const [rows, cols] = shape;
  const expected = rows * cols * type.bytes;
  const received = bytes.length - end;
  if (received !== expected) {
    fail(
      `Expected ${expected} bytes for ${rows} x ${cols} of ${descr} in ${path} but received ${received}`,
    );
  }
  const elements = new DataView(bytes.buffer, bytes.byteOffset + end, expected);
  const stride = fortranOrder ? { row: 1, col: rows } : { row: cols, col: 1 };
  return { data: readElements(elements, type, { rows, cols, stride }), rows, cols };
}

function headerOf(bytes: Buffer, path: string): { text: string; end: number } {
  if (!bytes.subarray(0, kMagic.length).equals(kMagic) || bytes.length < 12) {
    fail(
      `Expected a NumPy array (it begins with \\x93NUMPY) in ${path} but received something else`,
    );
  }
  const version = bytes.readUInt8(6);
  if (version < 1 || version > 3) {
    fail(`Expected version 1, 2 or 3 of the NumPy format in ${path} but received ${version}`);
  }
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8);
  if (start + length > bytes.length) {
    fail(`Expected a header of ${length} bytes in ${path} but received ${bytes.length - start}`);
  }
  return { text: bytes.toString('utf8', start, start + length), end: start + length };
}

interface Header {
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly [number, number];
}

function parseHeader(text: string, path: string): Header {
  const descr = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  if (descr === undefined) {
    fail(
      `Expected one of the types ${supportedElementTypes()} in ${path} but received a structured type`,
    );
  }
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  if (order === undefined || shape === undefined) {
    fail(`Expected fortran_order and shape in the header of ${path} but received ${text.trim()}`);
  }
  const sizes = shape
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const [rows, cols] = sizes;
  if (sizes.length !== 2 || rows === undefined || cols === undefined) {
    fail(`Expected two dimensions in ${path} but received shape (${shape.trim()})`);
  }
  return { descr, fortranOrder: order === 'True', shape: [rows, cols] };
}

interface Layout {
  readonly rows: number;
  readonly cols: number;
  /** Elements from one row or column to the next. */
  readonly stride: { readonly row: number; readonly col: number };
}

function readElements(
  view: DataView,
  type: ElementType,
  layout: Layout,
): Float32Array | Float64Array {
  const { rows, cols, stride } = layout;
  const count = rows * cols;
  const data = type.fitsFloat32 ? new Float32Array(count) : new Float64Array(count);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < cols; col++) {
      const element = row * stride.row + col * stride.col;
      data[row * cols + col] = type.read(view, element * type.bytes);
    }
  }
  return data;
}

function encode({ data, rows, cols }: NamedMatrix): Uint8Array {
  const single = data instanceof Float32Array;
  const width = single ? 4 : 8;
  const header = encodeHeader(single ? '<f4' : '<f8', rows, cols);
  const bytes = Buffer.alloc(header.length + data.length * width);
  header.copy(bytes);
  data.forEach((value, index) => {
    const at = header.length + index * width;
    if (single) bytes.writeFloatLE(value, at);
    else bytes.writeDoubleLE(value, at);
  });
  return bytes;
}

function encodeHeader(descr: string, rows: number, cols: number): Buffer {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${rows}, ${cols}), }`;
  const before = kMagic.length + 4;
  const padding = kAlignment - ((before + text.length + 1) % kAlignment);
  const header = Buffer.from(`${text}${' '.repeat(padding)}\n`, 'latin1');
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([kMagic, Buffer.from([1, 0]), length, header]);
}
