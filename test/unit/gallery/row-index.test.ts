import { expect, test } from '@jest/globals';
import { seededRandom } from '../../../src/core/seeded-random.ts';
import { RowIndex } from '../../../src/gallery/changes/row-index.ts';

test('rows are found by their keys as in a Map, whatever is added and deleted', () => {
  const random = seededRandom(15, 1);
  const index = new RowIndex(4);
  const expected = new Map<number, number[]>();
  const keyOf = new Map<number, number>();
  // Few keys: several rows have one, and keys that begin at the same slot.
  const bytes = (key: number): Uint8Array => Uint8Array.of(0, key & 3, key >> 2, key >> 10);
  const most = 3000;
  for (let row = 0; row < 10_000; row++) {
    const key = Math.floor(random() * most);
    index.add(row, bytes(key));
    keyOf.set(row, key);
    expected.set(key, [...(expected.get(key) ?? []), row]);
    const gone = Math.floor(random() * row);
    const keyGone = keyOf.get(gone);
    if (keyGone === undefined || random() < 0.3) continue;
    index.delete(gone);
    keyOf.delete(gone);
    expected.set(
      keyGone,
      (expected.get(keyGone) ?? []).filter((other) => other !== gone),
    );
  }
  for (let key = 0; key < most + 10; key++) expect(index.rowsOf(bytes(key))).toEqual(expected.get(key) ?? []);
});
