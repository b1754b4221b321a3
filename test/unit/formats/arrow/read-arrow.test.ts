import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  Bool,
  Dictionary,
  Field,
  FixedSizeList,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  LargeUtf8,
  List,
  Null,
  Schema,
  Struct,
  Table,
  tableToIPC,
  TimestampMillisecond,
  Utf8,
  vectorFromArray,
  type DataType,
  type Vector,
} from 'apache-arrow';
import { describe, expect, test } from '@jest/globals';
import { ArrowError } from '../../../../src/formats/arrow/flat-table.ts';
import { readArrow, type ArrowTable } from '../../../../src/formats/arrow/read-arrow.ts';

const FIXTURE = path.resolve(import.meta.dirname, '../../../fixtures/embedding-file/pyarrow.arrow');

const valuesOf = ({ batches }: ArrowTable, name: string): unknown[] =>
  batches.flatMap(({ length, columns }) => Array.from({ length }, (_, row) => columns.get(name)?.(row)));

/** The file that Apache's own package for JavaScript makes of columns. */
const fileOf = (columns: Record<string, Vector>): Uint8Array => tableToIPC(new Table(columns), 'file');

const vector = (values: readonly unknown[], type: DataType): Vector => vectorFromArray(values, type);
const listOf = (item: DataType): List => new List(new Field('item', item, true));

describe('reads what Apache Arrow writes', () => {
  const floats = [Float32Array.of(0.5, -0, 3), null, Float32Array.of(1, 2, 3)];
  const doubles = [Float64Array.of(0.1), Float64Array.of(), Float64Array.of(1e300, 2)];
  test.each<[string, readonly unknown[], DataType]>([
    ['strings', ['a', 'é\n🦊', null], new Utf8()],
    ['large strings', ['a', '', null], new LargeUtf8()],
    ['strings of a dictionary', ['b', 'a', 'b', null], new Dictionary(new Utf8(), new Int16())],
    ['integers', [1, -2, null], new Int32()],
    ['doubles', [0.1, null, -1e300], new Float64()],
    ['lists of one size', floats, new FixedSizeList(3, new Field('item', new Float32(), true))],
    ['lists of any size', doubles, listOf(new Float64())],
  ])('%s', (_, values, type) => {
    expect(valuesOf(readArrow(fileOf({ x: vector(values, type) })), 'x')).toEqual(values);
  });

  test('64-bit integers', () => {
    expect(valuesOf(readArrow(fileOf({ x: vector([1n, -2n], new Int64()) })), 'x')).toEqual([1, -2]);
  });

  test('passes over columns of other types', () => {
    const point = new Struct([new Field('x', new Int32(), true), new Field('name', new Utf8(), true)]);
    const columns = {
      none: vector([null, null], new Null()),
      yes: vector([true, false], new Bool()),
      when: vector([new Date(0), new Date(1)], new TimestampMillisecond()),
      point: vector([{ x: 1, name: 'a' }, null], point),
      words: vector([['a', 'b'], []], listOf(new Utf8())),
      last: vector(['c', 'd'], new Utf8()),
    };
    const table = readArrow(fileOf(columns));
    expect(valuesOf(table, 'last')).toEqual(['c', 'd']);
    expect([...(table.batches[0]?.columns.keys() ?? [])]).toEqual(['last']);
  });

  test('several batches, and the metadata of the schema', () => {
    const schema = new Schema([new Field('x', new Utf8(), true)], new Map([['a', 'b']]));
    const [first, second] = [['a'], ['b', 'c']].map((values) => new Table(schema, { x: vector(values, new Utf8()) }));
    if (!first || !second) throw new Error('expected two tables');
    const table = readArrow(tableToIPC(first.concat(second), 'file'));
    expect(table.batches.map(({ length }) => length)).toEqual([1, 2]);
    expect(valuesOf(table, 'x')).toEqual(['a', 'b', 'c']);
    expect([...table.metadata]).toEqual([['a', 'b']]);
  });
});

/** A fixed sequence of numbers below 2³² (Knuth's multiplier), so that a failure can be seen again. */
function* pseudoRandom(): Generator<number, never> {
  for (let state = 1; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state;
  }
}

/** Reads all there is. */
function outcome(bytes: Uint8Array): unknown {
  try {
    const table = readArrow(bytes);
    for (const { name } of table.fields) valuesOf(table, name);
    return undefined;
  } catch (error) {
    return error;
  }
}

describe('a damaged file is an ArrowError or reads, in little time and memory', () => {
  const pyarrow = readFileSync(FIXTURE);
  const dictionary = fileOf({
    x: vector(['b', 'a', 'b', null], new Dictionary(new Utf8(), new Int16())),
    y: vector([[1, 2], [], null, [3]], listOf(new Float32())),
  });

  test.each([
    ['of PyArrow', pyarrow],
    ['with a dictionary', dictionary],
  ])('a file %s, bytes changed 2,500 times', (_, original) => {
    const random = pseudoRandom();
    const next = (below: number): number => random.next().value % below;
    const unexpected: unknown[] = [];
    const started = performance.now();
    for (let i = 0; i < 2500; i += 1) {
      const bytes = new Uint8Array(original);
      // Most of them where the structure is: the footer and the descriptions of the batches.
      for (let change = 0; change <= i % 4; change += 1)
        bytes[i % 3 === 0 ? next(bytes.length) : Math.max(0, bytes.length - 1 - next(1500))] = next(256);
      const error = outcome(bytes);
      if (error !== undefined && !(error instanceof ArrowError)) unexpected.push(error);
    }
    expect(unexpected).toEqual([]);
    // Some 2 s on two old cores; the package that read such files before never ended on every fortieth.
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  test('cut off anywhere', () => {
    for (let length = 0; length < pyarrow.length; length += 1)
      expect([length, outcome(pyarrow.subarray(0, length))]).toEqual([length, expect.any(ArrowError)]);
  });

  test('a footer that is said to be as long as memory', () => {
    const bytes = new Uint8Array(pyarrow);
    new DataView(bytes.buffer).setInt32(bytes.length - 10, 2 ** 31 - 1, true);
    expect(outcome(bytes)).toMatchObject({ message: 'its footer has 2147483647 bytes' });
  });
});
