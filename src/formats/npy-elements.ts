/** How elements of one NumPy type are read. */
export interface ElementType {
  readonly bytes: number;
  /** Whether float32 holds every value exactly. */
  readonly fitsFloat32: boolean;
  read(view: DataView, offset: number): number;
}

type Read = (view: DataView, offset: number, littleEndian: boolean) => number;

interface Kind {
  readonly bytes: number;
  readonly fitsFloat32: boolean;
  readonly read: Read;
}

const kKinds: Readonly<Record<string, Kind>> = {
  f4: { bytes: 4, fitsFloat32: true, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { bytes: 8, fitsFloat32: false, read: (view, at, little) => view.getFloat64(at, little) },
  b1: { bytes: 1, fitsFloat32: true, read: (view, at) => view.getUint8(at) },
  u1: { bytes: 1, fitsFloat32: true, read: (view, at) => view.getUint8(at) },
  i1: { bytes: 1, fitsFloat32: true, read: (view, at) => view.getInt8(at) },
  u2: { bytes: 2, fitsFloat32: true, read: (view, at, little) => view.getUint16(at, little) },
  i2: { bytes: 2, fitsFloat32: true, read: (view, at, little) => view.getInt16(at, little) },
  u4: { bytes: 4, fitsFloat32: false, read: (view, at, little) => view.getUint32(at, little) },
  i4: { bytes: 4, fitsFloat32: false, read: (view, at, little) => view.getInt32(at, little) },
  u8: {
    bytes: 8,
    fitsFloat32: false,
    read: (view, at, little) => Number(view.getBigUint64(at, little)),
  },
  i8: {
    bytes: 8,
    fitsFloat32: false,
    read: (view, at, little) => Number(view.getBigInt64(at, little)),
  },
};

/** The element type of a `descr` such as `<f4`, `>i2` or `|u1`; undefined when it is not a number. */
export function elementTypeOf(descr: string): ElementType | undefined {
  const [, order, name] = /^([<>|])([a-z]\d)$/.exec(descr) ?? [];
  const kind = name === undefined ? undefined : kKinds[name];
  if (kind === undefined || (order === '|' && kind.bytes > 1)) return undefined;
  return {
    bytes: kind.bytes,
    fitsFloat32: kind.fitsFloat32,
    read: (view, offset) => kind.read(view, offset, order !== '>'),
  };
}

/** For messages: `f4, f8, …`. */
export function supportedElementTypes(): string {
  return Object.keys(kKinds).join(', ');
}
