import { usageError } from '../../core/errors.ts';

/** The one grammar of errors about values of options. */
const expected = (what: string, name: string, received: string): Error =>
  usageError(`Expected ${what} for ${name} but received ${received === '' ? 'nothing' : received}.`);

export interface Range {
  readonly min: number;
  readonly max?: number;
}

const rangeText = ({ min, max }: Range): string => (max === undefined ? `of at least ${min}` : `from ${min} to ${max}`);

const within = (value: number, { min, max = Infinity }: Range): boolean => value >= min && value <= max;

/** Decimal numbers only: `Number` would take '0x10' and the empty text as well. */
const readNumber = (text: string): number => (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN);

/** Reads a whole number. */
export const integer =
  (range: Range) =>
  (name: string) =>
  (text: string): number => {
    const value = readNumber(text);
    if (!Number.isSafeInteger(value) || !within(value, range)) {
      throw expected(`a whole number ${rangeText(range)}`, name, text);
    }
    return value;
  };

/** Reads a number of an open interval: both ends are excluded. */
export const numberBetween =
  (min: number, max: number) =>
  (name: string) =>
  (text: string): number => {
    const value = readNumber(text);
    if (!(value > min && value < max)) throw expected(`a number between ${min} and ${max}`, name, text);
    return value;
  };

/** Reads a number with both ends of the range allowed. */
export const number =
  (range: Range) =>
  (name: string) =>
  (text: string): number => {
    const value = readNumber(text);
    if (!within(value, range)) throw expected(`a number ${rangeText(range)}`, name, text);
    return value;
  };

/** Reads three probabilities, parted by commas. */
export const threeThresholds =
  (name: string) =>
  (text: string): readonly [number, number, number] => {
    const [a = NaN, b = NaN, c = NaN] = thresholds(text, 3) ?? [];
    if (Number.isNaN(a)) throw expected('three numbers between 0 and 1 such as 0.6,0.7,0.7', name, text);
    return [a, b, c];
  };

/** Reads two probabilities, parted by a comma. */
export const twoThresholds =
  (name: string) =>
  (text: string): readonly [number, number] => {
    const [a = NaN, b = NaN] = thresholds(text, 2) ?? [];
    if (Number.isNaN(a)) throw expected('two numbers between 0 and 1 such as 0.6,0.7', name, text);
    return [a, b];
  };

function thresholds(text: string, count: number): readonly number[] | undefined {
  const values = text.split(',').map((part) => readNumber(part.trim()));
  return values.length === count && values.every((value) => value > 0 && value < 1) ? values : undefined;
}

/** Reads one of several words. */
export const oneOf =
  <Word extends string>(words: readonly Word[]) =>
  (name: string) =>
  (text: string): Word => {
    const word = words.find((candidate) => candidate === text);
    if (word === undefined) throw expected(`one of ${words.join(', ')}`, name, text);
    return word;
  };

/** Reads a range of whole numbers from 1, such as 16-24, or one number. */
export const wholeRange =
  (name: string) =>
  (text: string): readonly [from: number, to: number] => {
    const [, from = NaN, to = from] = (/^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text) ?? []).map(Number);
    if (!(from >= 1 && (Number.isNaN(to) || to >= from))) throw expected('whole numbers such as 16-24', name, text);
    return [from, Number.isNaN(to) ? from : to];
  };

/** Reads a number above 0. */
export const positive = numberBetween(0, Infinity);

/** Reads a whole number from 1. */
export const atLeastOne = integer({ min: 1 });

/** Reads a distance of two embeddings: that of vectors of length 1, squared, is 4 at the most. */
export const distance = number({ min: 0, max: 4 });

/** Takes any text. */
export const text = (): ((value: string) => string) => (value) => value;

/** Pixels around a box. */
export const margin = integer({ min: 0, max: 10_000 });
