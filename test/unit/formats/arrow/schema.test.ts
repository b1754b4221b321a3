import { expect, test } from '@jest/globals';
import { FlatTable } from '../../../../src/formats/arrow/flat-table.ts';
import { readSchema } from '../../../../src/formats/arrow/schema.ts';

const WORD = 4;
const KEY_BYTES = 1000;

/** A flatbuffer `Schema` whose metadata names one pair, with a key of 1,000 bytes, so many times. */
function schemaOf(pairs: number): Uint8Array {
  const [schema, list] = [5 * WORD, 7 * WORD];
  const [names, pair] = [list + WORD + WORD * pairs, list + WORD + WORD * pairs + 2 * WORD];
  const view = new DataView(new ArrayBuffer(pair + 2 * WORD + WORD + KEY_BYTES));
  const uint16s = (at: number, ...values: readonly number[]): void => {
    values.forEach((value, i) => {
      view.setUint16(at + 2 * i, value, true);
    });
  };
  view.setUint32(0, schema, true);
  // Three fields, of which the last is there, four bytes into its table.
  uint16s(WORD, 10, 8, 0, 0, 4);
  view.setInt32(schema, schema - WORD, true);
  view.setUint32(schema + WORD, list - (schema + WORD), true);
  view.setUint32(list, pairs, true);
  for (let i = 1; i <= pairs; i += 1) view.setUint32(list + WORD * i, pair - (list + WORD * i), true);
  uint16s(names, 6, 8, 4);
  view.setInt32(pair, pair - names, true);
  view.setUint32(pair + WORD, WORD, true);
  view.setUint32(pair + 2 * WORD, KEY_BYTES, true);
  return new Uint8Array(view.buffer).fill(97, pair + 3 * WORD);
}

test('metadata is read', () => {
  expect([...readSchema(FlatTable.root(schemaOf(1))).metadata]).toEqual([['a'.repeat(KEY_BYTES), '']]);
});

test('metadata of more text than the file has is refused', () => {
  expect(() => readSchema(FlatTable.root(schemaOf(100_000)))).toThrow(
    expect.objectContaining({ name: 'ArrowError', message: expect.stringMatching(/a name in it has 1000 bytes/) }),
  );
});
