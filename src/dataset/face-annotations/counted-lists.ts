import type { FacekitError } from '../../core/errors.ts';
import { printable } from '../../core/printable.ts';
import { shortened } from '../../core/json.ts';

/** An image of a list, with its lines of numbers. */
export interface CountedList {
  readonly name: string;
  readonly rows: readonly (readonly number[])[];
}

export interface ListFormat {
  /** Numbers a line at least; what follows them is let be. */
  readonly columns: number;
  /** What a line is, for messages: `x y width height`. */
  readonly line: string;
  /** Makes the error of a line that cannot be read. */
  readonly refuse: (problem: string) => FacekitError;
}

const LONGEST_SHOWN = 80;

/**
 * Reads the lists that WIDER FACE and FDDB have for annotations and detections alike: the name of an image, the number of its faces, and a line of
 * numbers for each. Blank lines are passed over, and so is the line of zeros that WIDER FACE gives an image without a face.
 *
 * @throws what `refuse` makes, with the number of the line
 */
export function parseCountedLists(text: string, format: ListFormat): CountedList[] {
  const lines = linesOf(text.replace(/^\uFEFF/, ''));
  const lists: CountedList[] = [];
  for (let at = 0; at < lines.length;) {
    const name = lines[at]?.text ?? '';
    const count = countIn(lines[at + 1], name, format);
    const rows = lines.slice(at + 2, at + 2 + count).map((line) => rowOf(line, format));
    if (rows.length < count)
      throw format.refuse(`${printable(name)} has ${rows.length} lines of numbers where its count says ${count}`);
    lists.push({ name, rows });
    at += 2 + count;
    if (count === 0 && isZeros(lines[at]?.text ?? '', format)) at += 1;
  }
  return lists;
}

interface Line {
  readonly text: string;
  readonly number: number;
}

const linesOf = (text: string): Line[] =>
  text
    .split(/\r\n|\n|\r/)
    .map((line, i) => ({ text: line.trim(), number: i + 1 }))
    .filter((line) => line.text !== '');

function countIn(line: Line | undefined, name: string, { refuse }: ListFormat): number {
  if (!line) throw refuse(`it ends after the name ${printable(shortened(name, LONGEST_SHOWN))}, without its count`);
  const count = /^\d{1,6}$/.test(line.text) ? Number(line.text) : NaN;
  if (!Number.isNaN(count)) return count;
  throw refuse(`line ${line.number}, the count of ${printable(shortened(name, LONGEST_SHOWN))}, is ${shown(line)}`);
}

function rowOf(line: Line, { columns, line: what, refuse }: ListFormat): number[] {
  const numbers = line.text.split(/\s+/).map(Number);
  if (numbers.length >= columns && numbers.slice(0, columns).every(Number.isFinite)) return numbers;
  throw refuse(`line ${line.number} is ${shown(line)} where ${what} belongs`);
}

const shown = ({ text }: Line): string => printable(shortened(text, LONGEST_SHOWN));

const isZeros = (text: string, { columns }: ListFormat): boolean => {
  const fields = text.split(/\s+/);
  return fields.length >= columns && fields.every((field) => Number(field) === 0);
};
