import { ByteReader, utf8 } from '../byte-reader.ts';
import { formatShape } from '../format-shape.ts';
import { readElement, TYPE, unpackElement, type Element } from './element.ts';
import { type MatArray, matInvalid } from './mat-array.ts';
import { numbersOf, textOf } from './numbers.ts';

const HEADER_BYTES = 128;
/** Cells in cells that are followed: lists of benchmarks have three. */
const DEEPEST = 8;
/** What an array takes at least: the tag of its element. */
const LEAST_BYTES = 8;

/** Classes of arrays. From the first number on all are plain numbers. */
const CLASS = { cell: 1, char: 4, firstNumber: 6, lastNumber: 15 } as const;
/** A flag of an array: it has an imaginary part. */
const COMPLEX = 0x800;

/** Whether the bytes begin like a file of MATLAB. */
export const looksLikeMat = (bytes: Uint8Array): boolean => utf8(bytes.subarray(0, 6)) === 'MATLAB';

/**
 * The variables of a MATLAB file of version 5 (`save -v6` and `-v7`, the default): numbers, text and cell arrays, compressed or not.
 *
 * Every length is held against the bytes that there are before anything is made of it.
 *
 * @see "MAT-File Format", MathWorks, "Level 5 MAT-File Format"
 * @throws FacekitError `mat-invalid` for what is no such file, or damaged; `file-truncated`
 */
export function readMat(bytes: Uint8Array, source: string): Map<string, MatArray> {
  requireVersion5(bytes, source);
  const reader = new ByteReader(bytes, source, HEADER_BYTES);
  const variables = new Map<string, MatArray>();
  while (reader.remaining > 0) {
    const element = readElement(reader);
    const { name, array } = readArray(element.type === TYPE.compressed ? unpackElement(element) : element, 0);
    if (name !== '') variables.set(name, array);
  }
  return variables;
}

function requireVersion5(bytes: Uint8Array, source: string): void {
  const header = utf8(bytes.subarray(0, HEADER_BYTES));
  if (header.startsWith('MATLAB 7.3'))
    throw matInvalid(source, 'it is of version 7.3: write it with `save -v7` in MATLAB');
  if (bytes.length < HEADER_BYTES || !looksLikeMat(bytes))
    throw matInvalid(source, 'it does not begin like one: name another file');
  const order = header.slice(-2);
  if (order === 'MI') throw matInvalid(source, 'its numbers are big-endian: write it again on another machine');
  if (order !== 'IM' || bytes[125] !== 1) throw matInvalid(source, 'its header is damaged; fetch it again');
}

function readArray({ type, content }: Element, depth: number): { readonly name: string; readonly array: MatArray } {
  const { source } = content;
  if (type !== TYPE.matrix)
    throw matInvalid(source, `an array is expected where an element of type ${type} is: it is damaged`);
  if (depth > DEEPEST) throw matInvalid(source, `cells are nested more than ${DEEPEST} deep`);
  if (content.remaining === 0) return { name: '', array: { kind: 'numbers', shape: [0, 0], data: new Float64Array() } };
  const flags = numbersOf(readElement(content))[0] ?? 0;
  const shape = [...numbersOf(readElement(content))];
  if (!shape.every((side) => Number.isSafeInteger(side) && side >= 0))
    throw matInvalid(source, `an array has the shape ${formatShape(shape)}: it is damaged`);
  const name = textOf(readElement(content));
  return { name, array: readContent({ flags, shape, content }, depth) };
}

interface Body {
  readonly flags: number;
  readonly shape: readonly number[];
  readonly content: ByteReader;
}

function readContent({ flags, shape, content }: Body, depth: number): MatArray {
  const kind = flags & 0xff;
  if (kind === CLASS.cell) return { kind: 'cells', shape, cells: readCells(shape, content, depth) };
  if (kind === CLASS.char) return { kind: 'text', shape, text: textOf(readElement(content)) };
  const isNumbers = kind >= CLASS.firstNumber && kind <= CLASS.lastNumber;
  if (!isNumbers || (flags & COMPLEX) !== 0) return { kind: 'other', shape };
  const data = numbersOf(readElement(content));
  requireCount(data.length, shape, content.source);
  return { kind: 'numbers', shape, data };
}

function readCells(shape: readonly number[], content: ByteReader, depth: number): MatArray[] {
  const count = countOf(shape);
  if (count * LEAST_BYTES > content.remaining)
    requireCount(Math.floor(content.remaining / LEAST_BYTES), shape, content.source);
  return Array.from({ length: count }, () => readArray(readElement(content), depth + 1).array);
}

const countOf = (shape: readonly number[]): number => shape.reduce((product, side) => product * side, 1);

function requireCount(found: number, shape: readonly number[], source: string): void {
  if (found === countOf(shape)) return;
  throw matInvalid(source, `an array of shape ${formatShape(shape)} has ${found} elements: it is damaged`);
}
