import type { Element } from './element.ts';
import { matInvalid } from './mat-array.ts';

interface Kind {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number;
}

/** How numbers are stored, by the type of their element. MATLAB stores integers of any class in as few bytes as they take. */
const KINDS: Readonly<Partial<Record<number, Kind>>> = {
  1: { bytes: 1, read: (view, at) => view.getInt8(at) },
  2: { bytes: 1, read: (view, at) => view.getUint8(at) },
  3: { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  4: { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  5: { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  6: { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  7: { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  9: { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  12: { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  13: { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
};

/** @throws FacekitError `mat-invalid` for a type that holds no numbers, and for half a number at the end */
export function numbersOf({ type, content: { bytes, source } }: Element): Float64Array {
  const kind = KINDS[type];
  if (!kind) throw matInvalid(source, `numbers are stored as type ${type}, which there is not: it is damaged`);
  const count = bytes.length / kind.bytes;
  if (!Number.isInteger(count))
    throw matInvalid(source, `${bytes.length} bytes are no numbers of ${kind.bytes} bytes: it is damaged`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: count }, (_, i) => kind.read(view, i * kind.bytes));
}

/** Text, which newer versions store as Unicode and older ones as numbers of two bytes. */
export function textOf(element: Element): string {
  const { type, content } = element;
  const encoding = ENCODINGS[type];
  if (encoding !== undefined) return new TextDecoder(encoding).decode(content.bytes);
  return String.fromCharCode(...numbersOf(element));
}

const ENCODINGS: Readonly<Partial<Record<number, string>>> = { 16: 'utf-8', 17: 'utf-16le' };
