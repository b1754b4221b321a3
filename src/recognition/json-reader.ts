import { FacekitError } from '../core/errors.ts';

/** Reads one JSON object by name, checking each field; fields that are not asked for do not exist. */
export class JsonReader {
  readonly #object: object;
  readonly #where: string;

  /** @param where what the object is, for the messages: `friends.json`, then `crop of friends.json` */
  constructor(value: unknown, where: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw invalidFile(`Expected ${where} to be a JSON object but found ${kindOf(value)}.`);
    }
    this.#object = value;
    this.#where = where;
  }

  object(name: string): JsonReader {
    return new JsonReader(this.value(name), `${name} of ${this.#where}`);
  }

  objects(name: string): JsonReader[] {
    const value = this.value(name);
    if (!Array.isArray(value)) throw this.invalid(name, 'a list', value);
    return value.map((entry: unknown, index) => new JsonReader(entry, `${name}[${index}] of ${this.#where}`));
  }

  text(name: string, pattern = /[^]/): string {
    const value = this.value(name);
    if (typeof value !== 'string' || !pattern.test(value))
      throw this.invalid(name, `text like ${String(pattern)}`, value);
    return value;
  }

  number(name: string, { min, max = Number.MAX_VALUE }: { min: number; max?: number }): number {
    const value = this.value(name);
    if (typeof value !== 'number' || !(value >= min && value <= max)) {
      throw this.invalid(name, `a number from ${min} to ${max}`, value);
    }
    return value;
  }

  integer(name: string, range: { min: number; max: number }): number {
    const value = this.number(name, range);
    if (!Number.isInteger(value)) throw this.invalid(name, 'a whole number', value);
    return value;
  }

  oneOf<const T extends string>(name: string, values: readonly T[]): T {
    const value = this.value(name);
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) throw this.invalid(name, values.join(' or '), value);
    return found;
  }

  /** A field that a guard accepts; `expected` says in words what that is. */
  guarded<T>(name: string, guard: (value: unknown) => value is T, expected: string): T {
    const value = this.value(name);
    if (!guard(value)) throw this.invalid(name, expected, value);
    return value;
  }

  /** Finite single-precision numbers, written by `encodeFloat32`; one or more times `multiple` of them. */
  float32(name: string, multiple: number): Float32Array {
    const bytes = Buffer.from(this.text(name), 'base64');
    if (bytes.toString('base64') !== this.value(name)) throw this.invalid(name, 'base64', this.value(name));
    const count = bytes.length / 4;
    if (count === 0 || count % multiple !== 0) {
      throw this.invalid(name, `a multiple of ${multiple} float32 numbers`, `${bytes.length} bytes`);
    }
    const numbers = Float32Array.from({ length: count }, (_, index) => bytes.readFloatLE(4 * index));
    if (!numbers.every(Number.isFinite)) throw this.invalid(name, 'finite numbers', 'a number that is not');
    return numbers;
  }

  /** The field as it is; undefined when it is missing or only inherited. */
  value(name: string): unknown {
    return Object.getOwnPropertyDescriptor(this.#object, name)?.value;
  }

  invalid(name: string, expected: string, value: unknown): FacekitError {
    return invalidFile(`Expected ${expected} for ${name} of ${this.#where} but found ${kindOf(value)}.`);
  }
}

/** The numbers as base64 of little-endian float32. */
export function encodeFloat32(numbers: Float32Array): string {
  const bytes = Buffer.alloc(numbers.length * 4);
  numbers.forEach((value, index) => bytes.writeFloatLE(value, 4 * index));
  return bytes.toString('base64');
}

/** An error about a file whose content is not what it should be. */
export const invalidFile = (message: string, cause?: unknown): FacekitError =>
  new FacekitError('classifier-file', `${message} The file is damaged or was altered: train the classifier again.`, {
    cause,
  });

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || Array.isArray(value)) return value === null ? 'null' : 'a list';
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
